package org.beamlet.catalog.xpcs;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.beamlet.catalog.Progress;
import org.beamlet.catalog.hdf5.Hdf5Dataset;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.xpcs.twotime.DynamicBin;
import org.beamlet.catalog.xpcs.twotime.LagMeans;
import org.beamlet.catalog.xpcs.twotime.Roi;
import org.beamlet.catalog.xpcs.twotime.RoiMeans;
import org.beamlet.catalog.xpcs.twotime.RowSink;
import org.beamlet.catalog.xpcs.twotime.Smoothing;
import org.beamlet.catalog.xpcs.twotime.TwoTimeLoops;
import org.beamlet.catalog.xpcs.twotime.TwoTimeMap;
import org.beamlet.catalog.xpcs.twotime.TwoTimeSeries;
import org.jspecify.annotations.Nullable;

/**
 * Two-time correlation of the chosen bins.
 *
 * <p>All frames of a bin's pixels must be at hand before its map can be computed: as many bins as
 * memory has room for are read at a time, and the series as often as that takes. A pixel's value
 * takes one byte where it never counts above 127 photons, two up to 32767, else four.
 */
final class TwoTimePasses {
    /** So much is cached at most, and half of the heap at most, unless one bin alone needs more. */
    private static final long CACHE_BYTES = 512L << 20;

    /** The share of a pass's progress that reading is. */
    private static final double READING = 0.3;

    private final Roi roi;
    private final List<DynamicBin> bins;
    private final int detectorPixels;
    private final int frames;
    private final Function<CarriedPixels, FrameFeed> feeds;
    private final Consumer<FrameFeed> whenRead;
    private final Smoothing smoothing;
    private final TwoTimeLoops loops;
    private final Lanes lanes;
    private final Runnable pause;
    private final long cacheBytes;

    /**
     * Prepares a run.
     *
     * @param bins those of the region that are correlated
     * @param feeds opens the series anew, at some pixels
     * @param whenRead told of a series once all of it was read
     * @param pause called now and then; may throw to give up
     */
    TwoTimePasses(
            Roi roi,
            List<DynamicBin> bins,
            int detectorPixels,
            int frames,
            Function<CarriedPixels, FrameFeed> feeds,
            Consumer<FrameFeed> whenRead,
            Smoothing smoothing,
            TwoTimeLoops loops,
            Lanes lanes,
            Runnable pause) {
        this(
                roi,
                bins,
                detectorPixels,
                frames,
                feeds,
                whenRead,
                smoothing,
                loops,
                lanes,
                pause,
                Math.min(CACHE_BYTES, Runtime.getRuntime().maxMemory() / 2));
    }

    TwoTimePasses(
            Roi roi,
            List<DynamicBin> bins,
            int detectorPixels,
            int frames,
            Function<CarriedPixels, FrameFeed> feeds,
            Consumer<FrameFeed> whenRead,
            Smoothing smoothing,
            TwoTimeLoops loops,
            Lanes lanes,
            Runnable pause,
            long cacheBytes) {
        this.roi = roi;
        this.bins = List.copyOf(bins);
        this.detectorPixels = detectorPixels;
        this.frames = frames;
        this.feeds = feeds;
        this.whenRead = whenRead;
        this.smoothing = smoothing;
        this.loops = loops;
        this.lanes = lanes;
        this.pause = pause;
        this.cacheBytes = cacheBytes;
    }

    /**
     * Computes all maps and writes each into {@code file} on the way.
     *
     * @param watchers are given each map's rows as well
     */
    TwoTimeResult run(ResultFile file, Function<DynamicBin, RowSink> watchers, Progress progress) {
        TwoTimeMap map = new TwoTimeMap(frames, loops, lanes);
        List<LagMeans> lagMeans = new ArrayList<>();
        @Nullable RoiMeans means = null;
        while (lagMeans.size() < bins.size()) {
            int done = lagMeans.size();
            TwoTimeSeries series = read(bins.subList(done, bins.size()), progress);
            if (means == null) {
                means = series.means();
            }
            int kept = series.kept();
            for (int index = 0; index < kept; index++) {
                int number = done + index + 1;
                double within = READING + (1 - READING) * index / kept;
                progress.at(
                        (done + kept * within) / bins.size(),
                        "two-time of bin %d of %d".formatted(number, bins.size()));
                RowSink watcher = watchers.apply(bins.get(done + index));
                try (Hdf5Dataset rows = file.map(number, frames)) {
                    lagMeans.add(
                            map.compute(
                                    series.bin(index, smoothing),
                                    (first, count, values) -> {
                                        rows.write(
                                                values,
                                                new long[] {first, first},
                                                new long[] {count, frames - first});
                                        watcher.rows(first, count, values);
                                    },
                                    pause));
                }
                series.forget(index);
            }
        }
        if (means == null) {
            throw new IllegalStateException("no bin was chosen");
        }
        return new TwoTimeResult(bins.stream().map(DynamicBin::label).toList(), lagMeans, means);
    }

    private TwoTimeSeries read(List<DynamicBin> left, Progress progress) {
        CarriedPixels pixels = carried(left);
        FrameFeed feed = feeds.apply(pixels);
        TwoTimeSeries series =
                new TwoTimeSeries(
                        left,
                        frames,
                        roi.size(),
                        cacheBytes,
                        Runtime.getRuntime().maxMemory() / 4 * 3,
                        lanes);
        int done = bins.size() - left.size();
        for (int count = feed.next(); count > 0; count = feed.next()) {
            series.add(feed.rows(), count);
            // One bin at least is kept: a lower bound, so that progress never goes back.
            double within = READING * series.taken() / frames;
            progress.at(
                    (done + within) / bins.size(),
                    "reading %d of %d frames for two-time".formatted(series.taken(), frames));
            pause.run();
        }
        whenRead.accept(feed);
        return series;
    }

    /** The bins' pixels, bin by bin. */
    private CarriedPixels carried(List<DynamicBin> left) {
        int[] pixels =
                left.stream()
                        .flatMapToInt(bin ->
                                IntStream.range(bin.first(), bin.first() + bin.count())
                                        .map(roi::pixel))
                        .toArray();
        return CarriedPixels.inOrder(detectorPixels, pixels);
    }
}

package org.beamlet.catalog.xpcs;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
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
import org.beamlet.catalog.xpcs.twotime.ScratchFile;
import org.beamlet.catalog.xpcs.twotime.Smoothing;
import org.beamlet.catalog.xpcs.twotime.TwoTimeMaps;
import org.beamlet.catalog.xpcs.twotime.TwoTimeSeries;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Two-time correlation of the chosen bins.
 *
 * <p>All frames of a bin's pixels must be at hand before its map can be computed. Where memory has
 * not room for those of all bins, they wait in a file. Where there is no room for that either, as
 * many bins as memory has room for are read at a time, and the series as often as that takes. A
 * pixel's value takes one byte where it never counts above 127 photons.
 */
final class TwoTimePasses {
    /** Frames of a batch, and what they are read from. */
    private static final long BATCH_BYTES = 12L << 20;

    /** The share of a pass's progress that reading is. */
    private static final double READING = 0.3;

    private final Roi roi;
    private final List<DynamicBin> bins;
    private final int detectorPixels;
    private final int frames;
    private final FrameFeeds feeds;
    private final Consumer<FrameFeed> whenRead;
    private final Smoothing smoothing;
    private final TwoTimeMaps maps;
    private final Lanes lanes;
    private final Consumer<String> warnings;
    private final Runnable pause;
    private TwoTimeRoom room;

    /**
     * Prepares a run.
     *
     * @param bins those of the region that are correlated
     * @param feeds opens the series anew, at some pixels
     * @param whenRead told of a series once all of it was read
     * @param maps computes them
     * @param warnings told what a user should know
     * @param pause called now and then; may throw to give up
     */
    TwoTimePasses(
            Roi roi,
            List<DynamicBin> bins,
            int detectorPixels,
            int frames,
            FrameFeeds feeds,
            Consumer<FrameFeed> whenRead,
            Smoothing smoothing,
            TwoTimeMaps maps,
            Lanes lanes,
            TwoTimeRoom room,
            Consumer<String> warnings,
            Runnable pause) {
        this.roi = roi;
        this.bins = List.copyOf(bins);
        this.detectorPixels = detectorPixels;
        this.frames = frames;
        this.feeds = feeds;
        this.whenRead = whenRead;
        this.smoothing = smoothing;
        this.maps = maps;
        this.lanes = lanes;
        this.room = room;
        this.warnings = warnings;
        this.pause = pause;
    }

    /**
     * Computes all maps and writes each into {@code file} on the way.
     *
     * @param watchers are given each map's rows as well
     */
    TwoTimeResult run(ResultFile file, Function<DynamicBin, RowSink> watchers, Progress progress) {
        List<LagMeans> lagMeans = new ArrayList<>();
        @Nullable RoiMeans means = null;
        while (lagMeans.size() < bins.size()) {
            int done = lagMeans.size();
            List<DynamicBin> left = bins.subList(done, bins.size());
            Optional<Path> aside = room.asideFor(bytes(left));
            try (@Nullable ScratchFile scratch = aside.flatMap(this::scratch).orElse(null)) {
                @Nullable TwoTimeSeries series = read(left, scratch, progress);
                if (series == null) {
                    continue;
                }
                if (means == null) {
                    means = series.means();
                }
                maps(series, file, watchers, lagMeans, progress);
            }
        }
        if (means == null) {
            throw new IllegalStateException("no bin was chosen");
        }
        return new TwoTimeResult(bins.stream().map(DynamicBin::label).toList(), lagMeans, means);
    }

    private long bytes(List<DynamicBin> left) {
        return left.stream().mapToLong(DynamicBin::count).sum() * frames;
    }

    /** A map that was begun, and whose it is. */
    private record Begun(int index, TwoTimeMaps.Begun map) {}

    /** Computes the maps of the bins that were kept. */
    private void maps(
            TwoTimeSeries series,
            ResultFile file,
            Function<DynamicBin, RowSink> watchers,
            List<LagMeans> lagMeans,
            Progress progress) {
        int done = lagMeans.size();
        int kept = series.kept();
        Queue<Begun> begun = new ArrayDeque<>();
        for (int index = 0; index < kept || !begun.isEmpty(); index++) {
            if (index < kept) {
                begun.add(new Begun(index, maps.begin(series.bin(index, smoothing), pause)));
                if (maps.ahead() > 0) {
                    series.forget(index);
                }
            }
            if (begun.size() > maps.ahead() || index >= kept) {
                Begun next = begun.remove();
                int number = done + next.index() + 1;
                double within = READING + (1 - READING) * next.index() / kept;
                progress.at(
                        (done + kept * within) / bins.size(),
                        "two-time of bin %d of %d".formatted(number, bins.size()));
                lagMeans.add(finish(next, file, number, watchers.apply(bins.get(number - 1))));
                series.forget(next.index());
            }
        }
    }

    private LagMeans finish(Begun begun, ResultFile file, int number, RowSink watcher) {
        try (Hdf5Dataset rows = file.map(number, frames)) {
            return begun.map()
                    .finish(
                            (first, count, values) -> {
                                rows.write(
                                        values,
                                        new long[] {first, first},
                                        new long[] {count, frames - first});
                                watcher.rows(first, count, values);
                            },
                            pause);
        }
    }

    private Optional<ScratchFile> scratch(Path path) {
        try {
            return Optional.of(ScratchFile.create(path));
        } catch (BeamletException e) {
            doWithoutFile(e);
            return Optional.empty();
        }
    }

    /** The result may well have room where this has not: it is often much smaller. */
    private void doWithoutFile(BeamletException e) {
        room = room.withoutFile();
        warnings.accept(
                "photon counts could not be put aside, so the raw file is read several times: "
                        + e.what());
    }

    /** Reads the series; {@return null where the disk does not take what is put aside}. */
    private @Nullable TwoTimeSeries read(
            List<DynamicBin> left, @Nullable ScratchFile scratch, Progress progress) {
        try {
            return readAll(left, scratch, progress);
        } catch (BeamletException e) {
            boolean full =
                    e.code() == ErrorCode.DISK_FULL || e.code() == ErrorCode.OUTPUT_NOT_WRITABLE;
            if (scratch == null || !full) {
                throw e;
            }
            doWithoutFile(e);
            return null;
        }
    }

    private TwoTimeSeries readAll(
            List<DynamicBin> left, @Nullable ScratchFile scratch, Progress progress) {
        FrameFeed feed = feeds.of(carried(left), BATCH_BYTES);
        TwoTimeSeries series =
                new TwoTimeSeries(
                        left,
                        frames,
                        roi.size(),
                        room.cache(),
                        Runtime.getRuntime().maxMemory() / 4 * 3,
                        lanes,
                        scratch);
        int done = bins.size() - left.size();
        for (int count = feed.nextCounts(); count > 0; count = feed.nextCounts()) {
            series.add(feed.counts(), count);
            taken(series, done, progress);
        }
        for (int count = feed.next(); count > 0; count = feed.next()) {
            series.add(feed.rows(), count);
            taken(series, done, progress);
        }
        whenRead.accept(feed);
        return series;
    }

    private void taken(TwoTimeSeries series, int done, Progress progress) {
        // One bin at least is kept: a lower bound, so that progress never goes back.
        double within = READING * series.taken() / frames;
        progress.at(
                (done + within) / bins.size(),
                "reading %d of %d frames for two-time".formatted(series.taken(), frames));
        pause.run();
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

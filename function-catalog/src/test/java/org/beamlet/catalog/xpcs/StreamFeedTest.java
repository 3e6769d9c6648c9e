package org.beamlet.catalog.xpcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.beamlet.catalog.hdf5.ElementType;
import org.beamlet.catalog.hdf5.Hdf5Dataset;
import org.beamlet.catalog.hdf5.Hdf5Writer;
import org.beamlet.catalog.hdf5.Storage;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.xpcs.kernel.Delay;
import org.beamlet.catalog.xpcs.kernel.GrowingMultiTauKernel;
import org.beamlet.catalog.xpcs.kernel.Kernels;
import org.beamlet.catalog.xpcs.raw.RawFrames;
import org.beamlet.catalog.xpcs.stream.FrameFolder;
import org.beamlet.catalog.xpcs.stream.FrameStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes in pieces is correlated to the last bit as what is there as a whole. */
class StreamFeedTest {
    private static final int ROWS = 24;
    private static final int COLUMNS = 25;
    private static final int PIXELS = ROWS * COLUMNS;
    private static final int BINS = 5;

    @TempDir Path folder;
    private final Lanes lanes = new Lanes(2);

    @AfterEach
    void stop() {
        lanes.close();
    }

    private static void write(Path file, float[][] frames) {
        try (Hdf5Writer out = Hdf5Writer.create(file);
                Hdf5Dataset data =
                        out.dataset(
                                "/entry/data/data",
                                ElementType.FLOAT32,
                                Storage.chunked(Math.min(4, frames.length), ROWS, COLUMNS),
                                frames.length,
                                ROWS,
                                COLUMNS)) {
            for (int t = 0; t < frames.length; t++) {
                data.write(frames[t], new long[] {t, 0, 0}, new long[] {1, ROWS, COLUMNS});
            }
        }
    }

    private static Bins bins() {
        int[] statics = new int[PIXELS];
        Arrays.setAll(statics, p -> p % (BINS + 1));
        int[] dynamics = Arrays.stream(statics).map(bin -> (bin + 1) / 2).toArray();
        return new Bins(statics, dynamics, BINS, (BINS + 1) / 2);
    }

    private Correlation atOnce(float[][] series, FrameSelection selection, boolean normalize) {
        Path file = folder.resolve("whole.h5");
        write(file, series);
        try (RawFrames frames = RawSeries.openFrames(file)) {
            FrameFeed feed = new FrameFeed(frames, selection, CarriedPixels.all(PIXELS), lanes);
            MultiTau multiTau = new MultiTau(selection.count(), bins(), normalize, 0, lanes);
            for (int count = feed.next(); count > 0; count = feed.next()) {
                multiTau.add(feed.rows(), count);
            }
            return multiTau.finish();
        }
    }

    /** The same from files of uneven length, of which some come late; it is peeked at often. */
    private Correlation inPieces(float[][] series, FrameSelection selection, boolean normalize)
            throws Exception {
        Path files = Files.createDirectories(folder.resolve("series"));
        Random random = new Random(series.length);
        try (Kernels kernels = Kernels.ofCpu(lanes);
                FrameStream stream = new FrameFolder(files, RawSeries::openFrames, Duration.ZERO)) {
            GrowingMultiTauKernel kernel = kernels.growing(PIXELS);
            MultiTau multiTau = new MultiTau(bins(), normalize, lanes, kernel);
            StreamFeed feed =
                    new StreamFeed(
                            selection.begin(),
                            Long.MAX_VALUE,
                            selection.stride(),
                            selection.average(),
                            CarriedPixels.all(PIXELS),
                            lanes);
            int written = 0;
            while (written < series.length) {
                int some = Math.min(1 + random.nextInt(23), series.length - written);
                write(
                        files.resolve("part_%d.h5".formatted(written)),
                        Arrays.copyOfRange(series, written, written + some));
                written += some;
                // Seen, and the next time seen not to have changed.
                stream.look();
                feed.take(stream, stream.look(), multiTau::add);
                multiTau.peek(kernel, feed.rows(), feed.waiting());
            }
            assertThat(stream.finish()).isEqualTo(series.length);
            feed.finish(multiTau::add);
            return multiTau.finish();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "5, 0, 1, 1, true",
        "5, 0, 1, 1, false",
        "17, 0, 1, 1, true",
        "64, 0, 1, 1, true",
        "64, 3, 1, 1, false",
        "100, 0, 1, 1, true",
        "100, 7, 2, 1, true",
        "100, 1, 1, 3, false",
        "100, 2, 3, 4, true",
        "257, 0, 1, 1, true",
        "257, 30, 5, 2, true",
        "257, 0, 7, 7, false",
        "700, 0, 1, 1, true",
        "700, 1, 1, 5, true",
    })
    void theResultIsThatOfTheWholeSeries(
            int frames, long begin, int stride, int average, boolean normalize) throws Exception {
        float[][] series = Speckle.series(frames, PIXELS, 0.1, frames);
        FrameSelection selection = FrameSelection.of(begin, -1, stride, average, frames);

        Correlation whole = atOnce(series, selection, normalize);
        Correlation streamed = inPieces(series, selection, normalize);

        assertThat(streamed.delays()).isEqualTo(whole.delays());
        assertThat(streamed.g2().values()).isDeepEqualTo(whole.g2().values());
        assertThat(streamed.g2().errors()).isDeepEqualTo(whole.g2().errors());
        assertThat(streamed.g2().perStatic()).isDeepEqualTo(whole.g2().perStatic());
        assertThat(streamed.meanFrame()).isEqualTo(whole.meanFrame());
        assertThat(streamed.segments()).isDeepEqualTo(whole.segments());
        assertThat(streamed.intensity()).isEqualTo(whole.intensity());
        assertThat(streamed.darkFrames()).isEqualTo(whole.darkFrames());
    }

    /** Sums over bins are made in another order: 1e-12 is room for their rounding. */
    @Test
    void whatIsPeekedAtIsTheCorrelationOfTheFramesSoFar() throws Exception {
        float[][] series = Speckle.series(203, PIXELS, 0.1, 3);
        for (int frames : new int[] {1, 2, 5, 9, 128, 150, 203}) {
            float[][] part = Arrays.copyOf(series, frames);
            try (Kernels kernels = Kernels.ofCpu(lanes)) {
                GrowingMultiTauKernel kernel = kernels.growing(PIXELS);
                MultiTau multiTau = new MultiTau(bins(), true, lanes, kernel);
                int batch = frames / 128 * 128;
                multiTau.add(part, batch);
                float[][] rest = Arrays.copyOfRange(part, batch, frames);

                PartialG2 seen = multiTau.peek(kernel, rest, rest.length);

                assertThat(multiTau.taken()).isEqualTo(batch);
                assertThat(seen.delays())
                        .isEqualTo(
                                Delay.of(frames).stream()
                                        .filter(d -> d.pairs(frames) > 0)
                                        .toList());
                if (frames >= Delay.LEAST_FRAMES) {
                    double[][] all = whole(part).g2().values();
                    double[][] values = seen.values();
                    for (int delay = 0; delay < values.length; delay++) {
                        assertThat(values[delay]).containsExactly(all[delay], within(1e-12));
                    }
                }
            }
        }
    }

    private Correlation whole(float[][] series) {
        MultiTau multiTau = new MultiTau(series.length, bins(), true, 0, lanes);
        for (int first = 0; first < series.length; first += 128) {
            int count = Math.min(128, series.length - first);
            multiTau.add(Arrays.copyOfRange(series, first, first + count), count);
        }
        return multiTau.finish();
    }
}

package org.beamlet.catalog.xpcs.twotime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.beamlet.catalog.lanes.Lanes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Counts that come as bytes give what the same counts give as floats, to the bit. */
class CountRowsTest {
    private static final int PIXELS = 1300;

    @TempDir private Path folder;
    private final Lanes lanes = new Lanes(2);
    private final Random random = new Random(3);

    /** A large static bin, whose sums of bright frames are above 16 bits, and small ones. */
    private static Roi roi() {
        int[] dynamics = new int[PIXELS];
        int[] statics = new int[PIXELS];
        Arrays.setAll(dynamics, p -> p < 1200 ? 1 : 2);
        Arrays.setAll(statics, p -> p < 1150 ? 1 : 2 + p / 100);
        return Roi.of(dynamics, statics);
    }

    private static long[][] eights(float[][] frames, int from, int count) {
        long[][] eights = new long[Math.ceilDiv(count, 8)][PIXELS];
        for (int t = 0; t < count; t++) {
            for (int p = 0; p < PIXELS; p++) {
                eights[t / 8][p] |= (long) frames[from + t][p] << (8 * (t % 8));
            }
        }
        return eights;
    }

    private TwoTimeSeries series(int frames, @Nullable ScratchFile aside) {
        return new TwoTimeSeries(roi().bins(), frames, PIXELS, 1 << 26, 1 << 26, lanes, aside);
    }

    private List<float[]> maps(TwoTimeSeries series, int frames) {
        List<float[]> rows = new ArrayList<>();
        Lanes one = new Lanes(1);
        for (int bin = 0; bin < 2; bin++) {
            new TwoTimeMap(frames, TwoTimeLoops.plain(), one)
                    .compute(
                            series.bin(bin, Smoothing.SQMAP),
                            (first, count, values) ->
                                    rows.add(Arrays.copyOf(values, count * (frames - first))),
                            () -> {});
        }
        return rows;
    }

    @ParameterizedTest
    @CsvSource({
        "129, 64, 3, false",
        "129, 64, 3, true",
        "61, 40, 127, false",
        "61, 40, 127, true",
        "5, 64, 20, true"
    })
    void countsGiveWhatFloatsGive(int frames, int batch, int most, boolean aside) {
        float[][] values = new float[frames][PIXELS];
        for (float[] frame : values) {
            for (int p = 0; p < PIXELS; p++) {
                frame[p] = random.nextInt(10) < 3 ? random.nextInt(most + 1) : 0;
            }
        }
        Arrays.fill(values[2], most);
        try (@Nullable ScratchFile a = aside ? ScratchFile.create(folder.resolve("a")) : null;
                @Nullable ScratchFile b = aside ? ScratchFile.create(folder.resolve("b")) : null) {
            TwoTimeSeries plain = series(frames, a);
            TwoTimeSeries packed = series(frames, b);
            for (int done = 0; done < frames; done += batch) {
                int count = Math.min(batch, frames - done);
                plain.add(Arrays.copyOfRange(values, done, done + count), count);
                packed.add(eights(values, done, count), count);
            }
            assertThat(packed.means()).usingRecursiveComparison().isEqualTo(plain.means());
            List<float[]> expected = maps(plain, frames);
            List<float[]> found = maps(packed, frames);
            assertThat(expected).isNotEmpty();
            assertThat(found).hasSameSizeAs(expected);
            for (int part = 0; part < found.size(); part++) {
                assertThat(found.get(part)).containsExactly(expected.get(part));
            }
        }
    }

    /** What was widened by an earlier frame stays wide. */
    @ParameterizedTest
    @CsvSource({"false", "true"})
    void brightFramesBeforeAreNoHindrance(boolean aside) {
        float[][] values = new float[48][PIXELS];
        for (float[] frame : values) {
            for (int p = 0; p < PIXELS; p++) {
                frame[p] = random.nextInt(4);
            }
        }
        values[3][17] = 4000;
        try (@Nullable ScratchFile a = aside ? ScratchFile.create(folder.resolve("a")) : null;
                @Nullable ScratchFile b = aside ? ScratchFile.create(folder.resolve("b")) : null) {
            TwoTimeSeries plain = series(48, a);
            TwoTimeSeries packed = series(48, b);
            float[][] later = Arrays.copyOfRange(values, 16, 48);
            plain.add(values, 16);
            plain.add(later, 32);
            packed.add(values, 16);
            packed.add(eights(values, 16, 32), 32);
            assertThat(packed.means()).usingRecursiveComparison().isEqualTo(plain.means());
            assertThat(maps(packed, 48)).usingRecursiveComparison().isEqualTo(maps(plain, 48));
        }
    }
}

package org.beamlet.catalog.xpcs.kernel.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sums of products of {@code twotime.cu}, compiled for the host, beside sums in long. */
class GpuTwoTimeTest {
    private static final long PLENTY = 1L << 30;
    private static final long SEED = 20261123;

    @TempDir private static Path folder;
    private static PretendedCuda cuda;

    @BeforeAll
    static void compile() throws Exception {
        cuda = PretendedCuda.compile(folder);
    }

    /** A bin of several blocks; {@code factors} are powers of two, so that levelling is exact. */
    private record Bin(List<PixelRows> rows, List<int[][]> values, List<float[]> factors) {
        static Bin of(int frames, int pixels, int groups, int least, int most) {
            Random random = new Random(SEED + 1000L * frames + pixels);
            Bin bin = new Bin(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            for (int group = 0; group < groups; group++) {
                float[] factors = new float[frames];
                for (int t = 0; t < frames; t++) {
                    factors[t] = (float) Math.scalb(1.0, random.nextInt(-3, 4));
                }
                // Some blocks of a group, as pixels are read.
                int left = pixels / groups + (group < pixels % groups ? 1 : 0);
                while (left > 0) {
                    int some = Math.min(left, random.nextInt(1, 60));
                    int[][] values = new int[some][frames];
                    for (int[] pixel : values) {
                        Arrays.setAll(
                                pixel,
                                _ ->
                                        random.nextInt(4) > 0
                                                ? random.nextInt(-1, 4)
                                                : random.nextBoolean() ? most : least);
                    }
                    bin.add(group, values, factors, least, most);
                    left -= some;
                }
            }
            return bin;
        }

        private void add(int group, int[][] of, float[] factor, int least, int most) {
            int frames = factor.length;
            int[] flat = Arrays.stream(of).flatMapToInt(Arrays::stream).toArray();
            values.add(of);
            factors.add(factor);
            if (least >= Byte.MIN_VALUE && most <= Byte.MAX_VALUE) {
                byte[] bytes = new byte[flat.length + 1];
                for (int i = 0; i < flat.length; i++) {
                    bytes[i] = (byte) flat[i];
                }
                rows.add(PixelRows.of(group, flat.length / frames, factor, bytes));
            } else if (least >= Short.MIN_VALUE && most <= Short.MAX_VALUE) {
                short[] shorts = new short[flat.length];
                for (int i = 0; i < flat.length; i++) {
                    shorts[i] = (short) flat[i];
                }
                rows.add(PixelRows.of(group, flat.length / frames, factor, shorts));
            } else {
                float[] floats = new float[flat.length];
                for (int i = 0; i < flat.length; i++) {
                    floats[i] = flat[i];
                }
                rows.add(PixelRows.of(group, flat.length / frames, factor, floats));
            }
        }

        Bin with(Bin other) {
            rows.addAll(other.rows);
            values.addAll(other.values);
            factors.addAll(other.factors);
            return this;
        }

        /** The sum, and the sum of magnitudes. */
        double[] sum(int a, int b) {
            double sum = 0;
            double size = 0;
            for (int block = 0; block < values.size(); block++) {
                float[] factor = factors.get(block);
                for (int[] pixel : values.get(block)) {
                    double product = (double) pixel[a] * pixel[b] * factor[a] * factor[b];
                    sum += product;
                    size += Math.abs(product);
                }
            }
            return new double[] {sum, size};
        }
    }

    private static double[][] sums(GpuTwoTime gpu, GpuTwoTime.Products products, int frames) {
        double[][] found = new double[frames][];
        products.fetch(
                (_, strip) -> {
                    assertThat(strip.columns()).isEqualTo(frames - strip.first());
                    for (int row = 0; row < strip.rows(); row++) {
                        found[strip.first() + row] = new double[strip.columns()];
                        strip.read(row, found[strip.first() + row]);
                    }
                },
                () -> {});
        assertThat(gpu.devices()).isNotEmpty();
        return found;
    }

    private static void assertSums(double[][] found, Bin bin, double tolerance) {
        int frames = found.length;
        for (int a = 0; a < frames; a++) {
            int first = a / MapTiles.ROWS * MapTiles.ROWS;
            for (int b = a; b < frames; b++) {
                double[] wanted = bin.sum(a, b);
                double off = Math.abs(found[a][b - first] - wanted[0]);
                if (!(off <= tolerance * wanted[1])) {
                    assertThat(found[a][b - first]).as("%d, %d", a, b).isEqualTo(wanted[0]);
                }
            }
        }
    }

    private static void assertOne(Gpus gpus, int frames, Bin bin, int pixels, double tolerance) {
        try (Lanes lanes = new Lanes(2);
                GpuTwoTime gpu = new GpuTwoTime(gpus, frames, pixels, lanes)) {
            assertSums(sums(gpu, gpu.begin(bin.rows(), () -> {}), frames), bin, tolerance);
        }
        assertThat(cuda.leaks()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "1,1,1",
        "1,33,2",
        "2,3,1",
        "5,4,3",
        "63,5,2",
        "64,31,1",
        "65,32,4",
        "127,33,5",
        "128,7,1",
        "129,64,3",
        "193,130,2",
        "300,70,6"
    })
    void wholeNumbersAreExact(int frames, int pixels, int groups) {
        Gpus gpus = cuda.machine(1, PLENTY);
        assertOne(gpus, frames, Bin.of(frames, pixels, groups, -128, 127), pixels, 0);
        assertOne(gpus, frames, Bin.of(frames, pixels, groups, -32768, 32767), pixels, 0);
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "64,15,1", "65,16,2", "129,17,3", "200,100,7"})
    void otherNumbersAreAsNearAsSumsOfSixteenInSinglePrecision(int frames, int pixels, int groups) {
        Gpus gpus = cuda.machine(1, PLENTY);
        assertOne(gpus, frames, Bin.of(frames, pixels, groups, 0, 65_535), pixels, 1e-6);
        assertOne(gpus, frames, Bin.of(frames, pixels, groups, -7, 1 << 24), pixels, 1e-6);
    }

    @Test
    void allKindsAddUpInOneBin() {
        int frames = 130;
        Bin bin =
                Bin.of(frames, 50, 2, 0, 9)
                        .with(Bin.of(frames, 30, 2, 0, 300))
                        .with(Bin.of(frames, 20, 1, 0, 65_535));
        assertOne(cuda.machine(1, PLENTY), frames, bin, 100, 1e-6);
    }

    @Test
    void sumsAreAsLargeAsTheyGetWithoutOverflow() {
        int pixels = 131_068;
        byte[] bytes = new byte[2 * pixels + 1];
        Arrays.fill(bytes, (byte) -128);
        PixelRows rows = PixelRows.of(1, pixels, new float[] {1, 1}, bytes);
        try (Lanes lanes = new Lanes(2);
                GpuTwoTime gpu = new GpuTwoTime(cuda.machine(1, PLENTY), 2, pixels, lanes)) {
            double[][] found = sums(gpu, gpu.begin(List.of(rows), () -> {}), 2);
            assertThat(found[0][1]).isEqualTo(128.0 * 128 * pixels);
            assertThat(found[1][1]).isEqualTo(128.0 * 128 * pixels);
        }
    }

    /** Chunks of a few pixels and groups; strips one after the other; a slot for one map. */
    @ParameterizedTest
    @CsvSource({"1200000", "700000", "330000"})
    void littleMemoryIsEnough(long bytes) {
        int frames = 257;
        Bin bin = Bin.of(frames, 300, 40, 0, 9).with(Bin.of(frames, 90, 3, 0, 65_535));
        assertOne(cuda.machine(1, bytes), frames, bin, 390, 1e-6);
        assertOne(cuda.machine(2, bytes), frames, bin, 390, 1e-6);
    }

    @ParameterizedTest
    @CsvSource({"1,1073741824,1", "2,1073741824,2", "3,1073741824,3", "2,1200000,1"})
    void binsAreUnderWayOnSeveralGpusAtATime(int count, long bytes, int ahead) {
        int frames = 257;
        try (Lanes lanes = new Lanes(2);
                GpuTwoTime gpu = new GpuTwoTime(cuda.machine(count, bytes), frames, 60, lanes)) {
            assertThat(gpu.ahead()).isEqualTo(ahead);
            List<Bin> bins = new ArrayList<>();
            List<GpuTwoTime.Products> begun = new ArrayList<>();
            for (int index = 0; index < 8; index++) {
                bins.add(Bin.of(frames, 10 + 7 * index, 1 + index % 3, 0, 5 + index));
                begun.add(gpu.begin(bins.getLast().rows(), () -> {}));
                if (index >= ahead) {
                    int done = index - ahead;
                    assertSums(sums(gpu, begun.get(done), frames), bins.get(done), 0);
                }
            }
            for (int done = 8 - ahead; done < 8; done++) {
                assertSums(sums(gpu, begun.get(done), frames), bins.get(done), 0);
            }
        }
        assertThat(cuda.leaks()).isZero();
    }

    @Test
    void aGpuWithoutMemoryIsAnErrorWithARemedy() {
        Gpus gpus = cuda.machine(2, 100_000);
        try (Lanes lanes = new Lanes(1)) {
            assertThatThrownBy(() -> new GpuTwoTime(gpus, 1000, 10, lanes))
                    .isInstanceOfSatisfying(
                            BeamletException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.DEVICE_UNAVAILABLE))
                    .hasMessageContaining("not enough for two-time of 1000 frames")
                    .hasMessageContaining("use device cpu");
        }
        assertThat(cuda.leaks()).isZero();
    }

    @Test
    void aGpuThatFailsOnTheWaySaysSoAndIsGivenBack() {
        Gpus gpus = cuda.machine(1, PLENTY, 1);
        Bin bin = Bin.of(70, 20, 2, 0, 9);
        try (Lanes lanes = new Lanes(1);
                GpuTwoTime gpu = new GpuTwoTime(gpus, 70, 20, lanes)) {
            gpu.begin(bin.rows(), () -> {});
            assertThatThrownBy(() -> gpu.begin(bin.rows(), () -> {}))
                    .isInstanceOf(BeamletException.class)
                    .hasMessageContaining("cuLaunchKernel: a launch failed (CUDA error 719)")
                    .hasMessageContaining("run the task again");
        }
        assertThat(cuda.leaks()).isZero();
    }

    @Test
    void whoGivesUpIsHeardAtEveryChunkAndEveryFetch() {
        RuntimeException stop = new IllegalStateException("enough");
        Bin bin = Bin.of(70, 20, 2, 0, 9);
        try (Lanes lanes = new Lanes(1);
                GpuTwoTime gpu = new GpuTwoTime(cuda.machine(1, PLENTY), 70, 20, lanes)) {
            assertThatThrownBy(() ->
                            gpu.begin(
                                    bin.rows(),
                                    () -> {
                                        throw stop;
                                    }))
                    .isSameAs(stop);
            GpuTwoTime.Products products = gpu.begin(bin.rows(), () -> {});
            assertThatThrownBy(() ->
                            products.fetch(
                                    (_, _) -> {},
                                    () -> {
                                        throw stop;
                                    }))
                    .isSameAs(stop);
        }
        assertThat(cuda.leaks()).isZero();
    }
}

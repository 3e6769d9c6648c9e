package org.beamlet.catalog.xpcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.beamlet.catalog.xpcs.raw.DetectorFiles.denseImm;
import static org.beamlet.catalog.xpcs.raw.DetectorFiles.imm;
import static org.beamlet.catalog.xpcs.raw.DetectorFiles.rigaku;
import static org.beamlet.catalog.xpcs.raw.DetectorFiles.sparseImm;
import static org.beamlet.catalog.xpcs.raw.DetectorFiles.word;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.beamlet.catalog.hdf5.Hdf5Source;
import org.beamlet.catalog.hdf5.Hdf5Writer;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same frames in another format give the same result. */
class DetectorFormatsTest {
    private static final int ROWS = 11;
    private static final int COLUMNS = 13;
    private static final int PIXELS = ROWS * COLUMNS;
    private static final int FRAMES = 70;

    @TempDir private Path folder;

    private static int[][] counts() {
        Random random = new Random(5);
        int[][] frames = new int[FRAMES][PIXELS];
        for (int[] frame : frames) {
            Arrays.setAll(frame, _ -> Math.max(0, random.nextInt(9) - 4));
        }
        // A frame without light, and a pixel beyond what a signed count could be.
        Arrays.fill(frames[12], 0);
        frames[20][7] = 50_000;
        return frames;
    }

    private static byte[] events(int[] frame) {
        List<Integer> events = new ArrayList<>();
        for (int p = 0; p < frame.length; p++) {
            if (frame[p] > 0) {
                events.add(p);
                events.add(frame[p]);
            }
        }
        return sparseImm(ROWS, COLUMNS, events.stream().mapToInt(Integer::intValue).toArray());
    }

    private static List<double[]> results(ObjectNode arguments) {
        Path file = Path.of(Measurement.run(arguments).path("result_file").asText());
        List<double[]> numbers = new ArrayList<>();
        try (Hdf5Source source = Hdf5Source.open("result", file)) {
            for (String path :
                    List.of(
                            "/xpcs/multitau/normalized_g2",
                            "/xpcs/multitau/normalized_g2_err",
                            "/xpcs/temporal_mean/scattering_2d",
                            "/xpcs/spatial_mean/intensity_vs_time")) {
                numbers.add(source.numbers(path).values());
            }
        }
        return numbers;
    }

    @ParameterizedTest
    @CsvSource({"0,-1,1,1,0.5", "0,-1,1,1,1.1", "3,64,2,3,1.1", "-50,-1,3,1,0.5", "1,-1,1,7,1.1"})
    void hdf5AndBothKindsOfImmAgree(int begin, int end, int stride, int average, double crop) {
        int[][] counts = counts();
        float[][] frames = new float[FRAMES][PIXELS];
        for (int t = 0; t < FRAMES; t++) {
            for (int p = 0; p < PIXELS; p++) {
                frames[t][p] = counts[t][p];
            }
        }
        int[] bins = new int[PIXELS];
        int[] mask = new int[PIXELS];
        Arrays.setAll(bins, p -> 1 + p % 3);
        Arrays.setAll(mask, p -> p % 10 == 9 ? 0 : 1);
        Measurement measurement =
                new Measurement(folder, ROWS, COLUMNS).frames(frames).qmap(mask, bins, bins);
        ObjectNode arguments =
                measurement
                        .arguments()
                        .put("begin_frame", begin)
                        .put("end_frame", end)
                        .put("stride_frame", stride)
                        .put("avg_frame", average)
                        .put("crop_ratio_threshold", crop);
        List<double[]> expected = results(arguments);
        Path dense = folder.resolve("dense.imm");
        imm(
                dense,
                Arrays.stream(counts)
                        .map(frame -> denseImm(ROWS, COLUMNS, frame))
                        .toArray(byte[][]::new));
        Path sparse = folder.resolve("sparse.imm");
        imm(sparse, Arrays.stream(counts).map(DetectorFormatsTest::events).toArray(byte[][]::new));
        for (Path raw : List.of(dense, sparse)) {
            List<double[]> found = results(arguments.put("raw", raw.toString()));
            for (int i = 0; i < expected.size(); i++) {
                assertThat(found.get(i)).as(raw.toString()).isEqualTo(expected.get(i));
            }
        }
    }

    @Test
    void sixModulesOfARigakuAreOneDetector() {
        int rows = 1676;
        int columns = 2100;
        int[] labels = new int[rows * columns];
        int[] corners = {1076, 582 * 2100 + 1076, 1164 * 2100 + 1076, 1164 * 2100, 582 * 2100, 0};
        for (int module = 0; module < 6; module++) {
            labels[corners[module]] = module + 1;
            long[] words = new long[12];
            // Module m counts m + 1 and m + 3 by turns, in its first pixel.
            for (int t = 0; t < words.length; t++) {
                words[t] = word(t, 1 << 20, module + 1 + t % 2 * 2);
            }
            rigaku(folder.resolve("r.bin.00" + module), words);
        }
        Path qmap = folder.resolve("qmap.h5");
        int[] mask = Arrays.stream(labels).map(label -> Math.min(1, label)).toArray();
        try (Hdf5Writer out = Hdf5Writer.create(qmap)) {
            out.array("/qmap/mask", mask, rows, columns);
            out.array("/qmap/static_roi_map", labels, rows, columns);
            out.array("/qmap/dynamic_roi_map", labels, rows, columns);
        }
        ObjectNode arguments =
                new Measurement(folder, rows, columns)
                        .arguments()
                        .put("raw", folder.resolve("r.bin.000").toString())
                        .put("normalize_frame", false);
        Path result = Path.of(Measurement.run(arguments).path("result_file").asText());
        assertThat(result).hasFileName("r_results.hdf");
        try (Hdf5Source source = Hdf5Source.open("result", result)) {
            double[] curve = source.numbers("/xpcs/temporal_mean/scattering_1d").values();
            assertThat(curve).containsExactly(2, 3, 4, 5, 6, 7);
            double[] g2 = source.numbers("/xpcs/multitau/normalized_g2").values();
            for (int bin = 0; bin < 6; bin++) {
                // Counts a and a + 2 by turns: g2 at two frames is the mean square by the square.
                double a = bin + 1.0;
                double even = (a * a + (a + 2) * (a + 2)) / 2 / ((a + 1) * (a + 1));
                assertThat(g2[6 + bin]).isCloseTo(even, org.assertj.core.data.Offset.offset(2e-6));
            }
        }
    }

    /** The words of a Rigaku say alone how many frames there are: the last one is not believed. */
    @Test
    void aLastWordThatClaimsMillionsOfFramesIsRefusedUnlessTheirNumberIsGiven() {
        long[] words = new long[41];
        Arrays.setAll(words, t -> word(t, t % 2, 1 + t % 3));
        words[40] = word(0xff_fffe, 1, 1);
        ObjectNode arguments =
                new Measurement(folder, 512, 1024)
                        .oneBin()
                        .arguments()
                        .put("raw", rigaku(folder.resolve("r.bin"), words).toString());
        assertThatThrownBy(() -> Measurement.run(arguments))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INPUT_INVALID))
                .hasMessageContaining("event in frame 16777214")
                .hasMessageContaining("too few events");
        ObjectNode result = Measurement.run(arguments.put("end_frame", 40));
        assertThat(result.path("frames").asInt()).isEqualTo(40);
    }

    @Test
    void repeatedEventsAreToldInTheResult() {
        byte[] twice = sparseImm(1, 2, 0, 5, 0, 3);
        Path raw = imm(folder.resolve("a.imm"), twice, twice, twice, twice, twice);
        ObjectNode arguments =
                new Measurement(folder, 1, 2).oneBin().arguments().put("raw", raw.toString());
        assertThat(Measurement.run(arguments).path("warnings").toString())
                .contains("5 events name a pixel that an earlier event of the same frame named");
    }

    @Test
    void aStaticBinAcrossDynamicBinsIsToldInTheResult() {
        Measurement measurement = new Measurement(folder, 1, 2).frames(ones(6, 2));
        measurement.qmap(new int[] {1, 1}, new int[] {1, 1}, new int[] {1, 2});
        assertThat(Measurement.run(measurement.arguments()).path("warnings").toString())
                .contains("1 static bins lie in more than one dynamic bin (1 in 1 and 2)");
    }

    private static float[][] ones(int frames, int pixels) {
        float[][] all = new float[frames][pixels];
        Arrays.stream(all).forEach(frame -> Arrays.fill(frame, 1));
        return all;
    }

    @Test
    void aValueThatIsNoNumberIsRefusedUnlessItIsMasked() {
        float[][] frames = ones(6, 4);
        frames[3][2] = Float.NaN;
        Measurement measurement = new Measurement(folder, 2, 2).frames(frames).oneBin();
        assertThatThrownBy(() -> Measurement.run(measurement.arguments()))
                .hasMessageContaining("frame 3 has a value that is not a finite number")
                .hasMessageContaining("mask such pixels");
        assertThat(measurement.qmap.toFile().delete()).isTrue();
        int[] good = {1, 1, 0, 1};
        measurement.qmap(good, good, good);
        ObjectNode result =
                Measurement.run(measurement.arguments().put("crop_ratio_threshold", 1.1));
        assertThat(result.path("pixels").asInt()).isEqualTo(3);
    }
}

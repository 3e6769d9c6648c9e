package org.beamlet.catalog.xpcs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jhdf.HdfFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import org.beamlet.catalog.hdf5.Hdf5Source;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class XpcsCorrelateOutputTest {
    @TempDir private Path folder;
    private Measurement measurement;

    @BeforeEach
    void makeAMeasurement() {
        Random random = new Random(7);
        float[][] frames = new float[40][12 * 10];
        for (float[] frame : frames) {
            for (int p = 0; p < frame.length; p++) {
                frame[p] = random.nextInt(5);
            }
        }
        measurement = new Measurement(folder, 12, 10).frames(frames).oneBin();
    }

    private static List<String> names(JsonNode result) {
        return StreamSupport.stream(result.path("files").spliterator(), false)
                .map(file -> Path.of(file.asText()).getFileName().toString())
                .toList();
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(measurement.output)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static JsonNode provenance(Path result) {
        try (HdfFile in = new HdfFile(result)) {
            return Json.read((String) in.getDatasetByPath("/xpcs/provenance").getData());
        }
    }

    @Test
    void theResultIsBuiltOnTheMetadataAndCarriesTheQmap() {
        measurement.metadata("beta");
        ObjectNode result = Measurement.run(measurement.arguments().put("normalize_frame", false));
        Path file = Path.of(result.path("result_file").asText());
        // Upstream takes trailing letters of the ending's set away and would call it b_results.
        assertThat(file).hasFileName("beta_results.hdf").isAbsolute();
        try (HdfFile in = new HdfFile(file)) {
            assertThat(in.getDatasetByPath("/entry/title").getData()).isEqualTo("beta");
            assertThat(in.getDatasetByPath("/xpcs/qmap/mask").getDimensions())
                    .containsExactly(12, 10);
            assertThat(in.getDatasetByPath("/xpcs/rawdata_path").getData())
                    .isEqualTo(measurement.raw.toString());
            String config = "/xpcs/multitau/config/";
            assertThat(in.getDatasetByPath(config + "normalize_frame").getData())
                    .isEqualTo("FALSE");
            assertThat(in.getDatasetByPath(config + "begin_frame").getData()).isEqualTo(0L);
            assertThat(in.getDatasetByPath(config + "crop_ratio_threshold").getData())
                    .isEqualTo(0.5);
            assertThat(in.getDatasetByPath(config + "analysis_type").getData())
                    .isEqualTo("Multitau");
        }
        JsonNode provenance = provenance(file);
        assertThat(provenance.path("function").asText()).isEqualTo("xpcs.correlate");
        assertThat(provenance.path("parameters").path("normalize_frame").asBoolean(true)).isFalse();
        assertThat(provenance.path("device").asText()).startsWith("cpu: ");
        assertThat(result.path("provenance").path("device")).isEqualTo(provenance.path("device"));
        assertThat(result.path("device_note").asText()).startsWith("no GPU was used: ");
        assertThat(result.path("warnings")).isEmpty();
        assertThat(result.path("frames").asInt()).isEqualTo(40);
        assertThat(result.path("delays").asInt()).isEqualTo(16);
        assertThat(result.path("dynamic_bins").asInt()).isEqualTo(1);
    }

    @Test
    void theMetadataOfTheSameNameGoesFirst() {
        measurement.metadata("another").metadata("series");
        assertThat(names(Measurement.run(measurement.arguments())))
                .containsExactlyElementsOf(files(""));
    }

    private static List<String> files(String number) {
        List<String> names = new ArrayList<>(List.of("series_results" + number + ".hdf"));
        for (String picture : List.of("g2", "g2_0000", "saxs", "saxs_mask", "stability")) {
            names.add(picture + number + ".png");
            names.add(picture + number + ".svg");
        }
        return names;
    }

    @Test
    void withoutMetadataTheResultIsNamedAfterTheRawFileAndWarns() {
        ObjectNode result = Measurement.run(measurement.arguments());
        assertThat(result.path("result_file").asText()).endsWith("/series_results.hdf");
        assertThat(result.path("warnings").toString()).contains("no *_metadata.hdf");
    }

    @Test
    void nothingIsOverwrittenUnlessAskedFor() throws IOException {
        ObjectNode arguments = measurement.arguments();
        assertThat(names(Measurement.run(arguments))).containsExactlyElementsOf(files(""));
        assertThat(names(Measurement.run(arguments))).containsExactlyElementsOf(files("_1"));
        assertThat(names(Measurement.run(arguments.put("overwrite", true))))
                .containsExactlyElementsOf(files(""));
        // No folder of an attempt is left either.
        assertThat(left()).hasSize(22).noneMatch(name -> name.startsWith("."));
    }

    @Test
    void prefixAndSuffixAreAddedToTheName() {
        ObjectNode arguments = measurement.arguments().put("prefix", "night").put("suffix", "v2");
        assertThat(names(Measurement.run(arguments))).contains("night_series_results_v2.hdf");
    }

    @Test
    void partialResultsAreStoredWithTheirFrames() {
        ObjectNode result = Measurement.run(measurement.arguments().put("num_partial_g2", 3));
        try (Hdf5Source in =
                Hdf5Source.open("result", Path.of(result.path("result_file").asText()))) {
            String g2 = "/xpcs/multitau/normalized_g2";
            assertThat(in.numbers(g2 + "_partial").shape()).containsExactly(3, 16, 1);
            assertThat(in.numbers(g2 + "_partial_err").shape()).containsExactly(3, 16, 1);
            assertThat(in.numbers(g2 + "_partial_labels").values()).containsExactly(13, 26, 40);
            double[] partial = in.numbers(g2 + "_partial").values();
            double[] whole = in.numbers(g2).values();
            assertThat(java.util.Arrays.copyOfRange(partial, 32, 48)).isEqualTo(whole);
        }
    }

    @Test
    void progressGrowsFromNothingToAll() {
        List<Double> told = new ArrayList<>();
        List<String> words = new ArrayList<>();
        Measurement.run(
                measurement.arguments(),
                (fraction, what) -> {
                    told.add(fraction);
                    words.add(what);
                });
        assertThat(told).isSorted().startsWith(0.0).endsWith(1.0);
        assertThat(words).contains("correlating 40 of 40 frames");
    }

    @Test
    void thePicturesShowSomething() throws IOException {
        measurement.metadata("series");
        ObjectNode result = Measurement.run(measurement.arguments());
        for (int index = 1; index < result.path("files").size(); index += 2) {
            BufferedImage image =
                    ImageIO.read(Path.of(result.path("files").get(index).asText()).toFile());
            assertThat(image.getWidth()).isGreaterThan(600);
            long colours =
                    java.util.Arrays.stream(
                                    image.getRGB(
                                            0,
                                            0,
                                            image.getWidth(),
                                            image.getHeight(),
                                            null,
                                            0,
                                            image.getWidth()))
                            .distinct()
                            .count();
            assertThat(colours).isGreaterThan(20);
        }
    }

    @Test
    void theFitsAreStoredAndToldInShort() {
        ObjectNode result = Measurement.run(measurement.arguments());
        // Counts without memory do not decay.
        assertThat(result.path("fit").path("fitted").asInt()).isZero();
        assertThat(result.path("fit").path("not_fitted").get(0).path("reason").asText())
                .isEqualTo("no decay stands out from the noise");
        try (Hdf5Source in =
                Hdf5Source.open("result", Path.of(result.path("result_file").asText()))) {
            assertThat(in.numbers("/xpcs/multitau/fit/single/fit_val").shape())
                    .containsExactly(1, 2, 4);
            assertThat(in.texts("/xpcs/multitau/fit/tau_unit")).containsExactly("frame");
        }
    }

    @Test
    void aReadOnlyMetadataFileIsNoObstacle() {
        measurement.metadata("series");
        Path metadata = folder.resolve("series_metadata.hdf");
        assertThat(metadata.toFile().setWritable(false)).isTrue();
        ObjectNode result = Measurement.run(measurement.arguments());
        assertThat(Path.of(result.path("result_file").asText())).isWritable();
    }
}

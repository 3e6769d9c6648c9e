package org.beamlet.catalog.xpcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jhdf.HdfFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.beamlet.catalog.hdf5.Hdf5Writer;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What callers of boost_corr's command line may give, by the names that it has there. */
class BoostCorrOptionsTest {
    @TempDir private Path folder;
    private Measurement measurement;

    @BeforeEach
    void makeAMeasurement() {
        Random random = new Random(11);
        float[][] frames = new float[60][12 * 10];
        for (float[] frame : frames) {
            for (int p = 0; p < frame.length; p++) {
                frame[p] = random.nextInt(5);
            }
        }
        measurement = new Measurement(folder, 12, 10).frames(frames).oneBin().metadata("series");
    }

    /**
     * All options of version 0.1.7 but {@code --version}, and {@code --config}, which is a call.
     */
    @Test
    void eachOptionIsAnArgument() {
        ObjectNode options =
                (ObjectNode)
                        Json.read(
                                """
                                {"smooth": "dqmap", "gpu_id": -1, "normalize_frame": 1, "begin_frame": 2,
                                 "end_frame": 58, "stride_frame": 2, "avg_frame": 2, "type": "Both",
                                 "dq_selection": "1", "verbose": true, "save_G2": true, "dry_run": false,
                                 "num_partial_g2": 2, "crop_ratio_threshold": 0.5, "prefix": null,
                                 "suffix": "x", "bin_time_s": 1e-6, "run_config_path": null,
                                 "max_memory": 36.0, "meta_fname": null, "overwrite": true}
                                """);
        measurement
                .arguments()
                .properties()
                .forEach(one -> options.set(one.getKey(), one.getValue()));
        ObjectNode flow = Json.NODES.objectNode().put("compute_endpoint", "e");
        flow.set("boost_corr", options);

        ObjectNode result = Measurement.run(flow);

        assertThat(Path.of(result.path("result_file").asText()))
                .hasFileName("series_results_x.hdf");
        assertThat(result.path("frames").asInt()).isEqualTo(14);
        assertThat(result.path("processed_bins").toString()).isEqualTo("[1]");
        assertThat(result.path("warnings")).isEmpty();
        assertThat(result.path("provenance").path("warnings"))
                .extracting(JsonNode::asText)
                .singleElement()
                .asString()
                .contains("compute_endpoint");
        try (HdfFile in = new HdfFile(Path.of(result.path("result_file").asText()))) {
            assertThat(in.getDatasetByPath("/xpcs/multitau/unnormalized_G2").getDimensions())
                    .hasSize(4);
            assertThat(in.getDatasetByPath("/xpcs/multitau/normalized_g2_partial").getDimensions())
                    .startsWith(2);
        }
    }

    private static float[][] g2(ObjectNode result) {
        try (HdfFile in = new HdfFile(Path.of(result.path("result_file").asText()))) {
            return (float[][]) in.getDatasetByPath("/xpcs/multitau/normalized_g2").getData();
        }
    }

    @Test
    void normalizeFrameIsOneAndZeroThere() {
        float[][] normalized = g2(Measurement.run(measurement.arguments()));
        float[][] raw = g2(Measurement.run(measurement.arguments().put("normalize_frame", false)));

        assertThat(g2(Measurement.run(measurement.arguments().put("normalize_frame", 1))))
                .isEqualTo(normalized);
        assertThat(g2(Measurement.run(measurement.arguments().put("normalize_frame", 0))))
                .isEqualTo(raw);
        assertThat(raw).isNotEqualTo(normalized);
        assertThatThrownBy(() -> Measurement.run(measurement.arguments().put("normalize_frame", 2)))
                .hasMessageContaining("normalize_frame");
    }

    @Test
    void theMetadataThatIsGivenIsTheBaseOfTheResultAndNamesIt() throws IOException {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        for (String name :
                new String[] {"night.2_metadata.hdf", "night_metadata.h5", "night.nxs"}) {
            Path given = elsewhere.resolve(name);
            try (Hdf5Writer out = Hdf5Writer.create(given)) {
                out.scalar("/entry/schema_version", "0.1");
                out.scalar("/entry/title", "given");
            }
            ObjectNode result =
                    Measurement.run(measurement.arguments().put("meta_fname", given.toString()));

            Path file = Path.of(result.path("result_file").asText());
            assertThat(file)
                    .hasFileName(
                            (name.startsWith("night.2") ? "night.2" : "night") + "_results.hdf");
            try (HdfFile in = new HdfFile(file)) {
                assertThat(in.getDatasetByPath("/entry/title").getData()).isEqualTo("given");
                assertThat(in.getDatasetByPath("/xpcs/multitau/config/meta_fname").getData())
                        .isEqualTo(given.toString());
            }
            Files.delete(file);
        }
    }

    @Test
    void metadataThatIsNoneIsRefusedBeforeTheWork() {
        ObjectNode arguments = measurement.arguments();
        assertThatThrownBy(() -> Measurement.run(arguments.put("meta_fname", "/none.hdf")))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INPUT_NOT_FOUND))
                .hasMessageContaining("meta_fname '/none.hdf' does not exist");
        assertThatThrownBy(() ->
                        Measurement.run(
                                arguments
                                        .put("meta_fname", measurement.qmap.toString())
                                        // A stream would find out after hours.
                                        .put("stream", true)))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INPUT_INVALID))
                .hasMessageContaining("has neither /entry/schema_version nor");
        assertThat(measurement.output).doesNotExist();
    }
}

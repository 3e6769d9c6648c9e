package org.beamlet.catalog.xpcs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.beamlet.catalog.hdf5.Hdf5Source;
import org.beamlet.catalog.hdf5.NumberArray;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Against an independent double-precision implementation, on simulated speckle. */
class ReferenceVectorsTest {
    private static final Path CASES = Path.of("src/test/resources/xpcs");
    private static final Path EXAMPLE = Path.of("../examples/xpcs");

    @TempDir private Path folder;

    private record Tolerance(double relative, double absolute) {
        static Tolerance of(String path) {
            return switch (path.substring(path.lastIndexOf('/') + 1)) {
                case "delay_list" -> new Tolerance(0, 0);
                case "normalized_g2", "static_bin_g2" -> new Tolerance(2e-5, 2e-6);
                case "normalized_g2_err" -> new Tolerance(1e-4, 1e-6);
                case "unnormalized_G2" -> new Tolerance(2e-5, 1e-5);
                default -> new Tolerance(2e-5, 1e-6);
            };
        }
    }

    private static JsonNode jobs(String name) throws IOException {
        return Json.read(Files.readString(CASES.resolve(name).resolve("case.json"))).path("jobs");
    }

    static Stream<Arguments> multiTauJobs() throws IOException {
        List<Arguments> all = new ArrayList<>();
        List<String> cases =
                List.of(
                        "p1",
                        "p2",
                        "p3",
                        "p4_n5",
                        "p4_n7",
                        "p4_n16",
                        "p5_rigaku500k",
                        "p6_imm_sparse");
        for (String name : cases) {
            for (JsonNode job : jobs(name)) {
                String jobName = job.path("name").asText();
                boolean demonstration = name.equals("p3") && jobName.equals("mt_norm1");
                if (job.path("kind").asText().equals("multitau") && !demonstration) {
                    all.add(Arguments.of(name, jobName, job.path("options")));
                }
            }
        }
        return all.stream();
    }

    private static String raw(String name) {
        return switch (name) {
            case "p5_rigaku500k" -> "raw.bin";
            case "p6_imm_sparse" -> "raw.imm";
            default -> "raw.h5";
        };
    }

    private ObjectNode run(String name, JsonNode options) {
        Path data = name.equals("p1") ? EXAMPLE : CASES.resolve(name);
        ObjectNode arguments = options.deepCopy();
        arguments.put("raw", data.resolve(raw(name)).toString());
        arguments.put("qmap", data.resolve("qmap.h5").toString());
        arguments.put("output", folder.toString());
        return Measurement.run(arguments);
    }

    /** Path and dataset of all datasets below a group. */
    private static Map<String, Dataset> datasets(Group group) {
        Map<String, Dataset> found = new TreeMap<>();
        for (Node node : group) {
            if (node instanceof Dataset dataset) {
                found.put(dataset.getPath(), dataset);
            } else if (node instanceof Group below) {
                found.putAll(datasets(below));
            }
        }
        return found;
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("multiTauJobs")
    void everyNumberOfTheReferenceIsMet(String name, String job, JsonNode options) {
        ObjectNode result = run(name, options);
        Path resultFile = Path.of(result.path("result_file").asText());
        assertThat(resultFile).hasFileName(name + "_results.hdf");
        Path reference = CASES.resolve(name).resolve(job + ".expected_f64.h5");
        try (HdfFile expected = new HdfFile(reference);
                Hdf5Source source = Hdf5Source.open("reference", reference);
                Hdf5Source actual = Hdf5Source.open("result", resultFile)) {
            Map<String, Dataset> all = datasets(expected);
            assertThat(all).hasSizeGreaterThanOrEqualTo(8);
            all.keySet().forEach(path -> compare(path, actual, source.numbers(path)));
        }
    }

    private static void compare(String path, Hdf5Source actual, NumberArray expected) {
        NumberArray found = actual.numbers(path);
        assertThat(found.shape()).as(path).isEqualTo(expected.shape());
        Tolerance tolerance = Tolerance.of(path);
        for (int i = 0; i < expected.values().length; i++) {
            double wanted = expected.values()[i];
            double off = Math.abs(found.values()[i] - wanted);
            assertThat(off)
                    .as("%s[%d]: %s for %s", path, i, found.values()[i], wanted)
                    .isLessThanOrEqualTo(
                            tolerance.absolute() + tolerance.relative() * Math.abs(wanted));
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("multiTauJobs")
    void shapesAndTypesAreThoseOfBoostCorr(String name, String job, JsonNode options) {
        ObjectNode result = run(name, options);
        Path reference = CASES.resolve(name).resolve(job + ".boost_corr_float32.h5");
        try (HdfFile theirs = new HdfFile(reference);
                HdfFile ours = new HdfFile(Path.of(result.path("result_file").asText()))) {
            datasets(theirs)
                    .forEach((path, dataset) -> {
                        Dataset own = ours.getDatasetByPath(path);
                        assertThat(own.getDimensions()).as(path).isEqualTo(dataset.getDimensions());
                        assertThat(own.getJavaType()).as(path).isEqualTo(dataset.getJavaType());
                    });
        }
    }

    /** Upstream reads into a buffer that another process still sends: each run gives other g2. */
    @Test
    void aDetectorThatIsNotCroppedIsReadAlikeEachTime() throws IOException {
        JsonNode options =
                jobs("p1")
                        .valueStream()
                        .filter(job -> job.path("name").asText().equals("mt_uncropped"))
                        .findFirst()
                        .orElseThrow()
                        .path("options");
        List<double[]> all = new ArrayList<>();
        for (int time = 0; time < 3; time++) {
            ObjectNode result = run("p1", options);
            assertThat(result.path("cropped").asBoolean(true)).isFalse();
            try (Hdf5Source actual =
                    Hdf5Source.open("result", Path.of(result.path("result_file").asText()))) {
                all.add(actual.numbers("/xpcs/multitau/normalized_g2").values());
            }
        }
        assertThat(all).allSatisfy(g2 -> assertThat(g2).isEqualTo(all.getFirst()));
    }

    @Test
    void anAllZeroFrameIsLeftUnscaledAndCounted() throws IOException {
        JsonNode options = jobs("p3").get(0).path("options");
        assertThat(options.path("normalize_frame").asBoolean()).isTrue();
        ObjectNode result = run("p3", options);
        assertThat(result.path("warnings").toString()).contains("1 of 40 frames have no light");
        Path reference = CASES.resolve("p3/mt_norm1.expected_f64.h5");
        try (Hdf5Source actual =
                        Hdf5Source.open("result", Path.of(result.path("result_file").asText()));
                Hdf5Source expected = Hdf5Source.open("reference", reference)) {
            double[] g2 = actual.numbers("/xpcs/multitau/normalized_g2").values();
            double[] wanted = expected.numbers("/xpcs/multitau/normalized_g2").values();
            int compared = 0;
            for (int i = 0; i < g2.length; i++) {
                assertThat(g2[i]).isBetween(0.9, 1.8);
                if (!Double.isNaN(wanted[i])) {
                    assertThat(g2[i])
                            .isCloseTo(wanted[i], org.assertj.core.data.Offset.offset(3e-5));
                    compared++;
                }
            }
            assertThat(compared).isPositive().isLessThan(g2.length);
        }
    }

    @Test
    void theExampleComesWithTheG2ThatItGives() throws IOException {
        JsonNode expected = Json.read(Files.readString(EXAMPLE.resolve("expected_g2.json")));
        ObjectNode result = run("p1", expected.path("options"));
        try (Hdf5Source actual =
                Hdf5Source.open("result", Path.of(result.path("result_file").asText()))) {
            double[] g2 = actual.numbers("/xpcs/multitau/normalized_g2").values();
            double[] delays = actual.numbers("/xpcs/multitau/delay_list").values();
            JsonNode rows = expected.path("normalized_g2");
            assertThat(rows).hasSize(delays.length);
            for (int row = 0; row < delays.length; row++) {
                assertThat(delays[row]).isEqualTo(expected.path("delay_list").get(row).asDouble());
                for (int bin = 0; bin < 3; bin++) {
                    double wanted = rows.get(row).get(bin).asDouble();
                    assertThat(g2[row * 3 + bin])
                            .isCloseTo(
                                    wanted,
                                    org.assertj.core.data.Offset.offset(2e-6 + 2e-5 * wanted));
                }
            }
        }
    }
}

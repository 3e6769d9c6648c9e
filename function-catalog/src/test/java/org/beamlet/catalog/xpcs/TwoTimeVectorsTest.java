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
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.beamlet.catalog.hdf5.Hdf5Source;
import org.beamlet.catalog.hdf5.NumberArray;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Two-time against an independent double-precision implementation, on simulated speckle. */
class TwoTimeVectorsTest {
    private static final Path CASES = Path.of("src/test/resources/xpcs");
    private static final Path EXAMPLE = Path.of("../examples/xpcs");

    @TempDir private Path folder;

    static Stream<Arguments> jobs() throws IOException {
        List<Arguments> all = new ArrayList<>();
        for (String name : List.of("p1", "p2", "p3")) {
            Path file = CASES.resolve(name).resolve("case.json");
            for (JsonNode job : Json.read(Files.readString(file)).path("jobs")) {
                if (job.path("kind").asText().equals("twotime")) {
                    all.add(Arguments.of(name, job.path("name").asText(), job.path("options")));
                }
            }
        }
        assertThat(all).hasSize(4);
        return all.stream();
    }

    static ObjectNode arguments(String name, JsonNode options, Path output) {
        Path data = name.equals("p1") ? EXAMPLE : CASES.resolve(name);
        ObjectNode arguments = options.deepCopy();
        if (options.has("dq_selection")) {
            StringJoiner labels = new StringJoiner(",");
            options.path("dq_selection").forEach(label -> labels.add(label.asText()));
            arguments.put("dq_selection", labels.toString());
        }
        arguments.put("type", "Twotime");
        arguments.put("raw", data.resolve("raw.h5").toString());
        arguments.put("qmap", data.resolve("qmap.h5").toString());
        arguments.put("output", output.toString());
        return arguments;
    }

    private Path run(String name, JsonNode options) {
        ObjectNode arguments = arguments(name, options, folder);
        Path result = Path.of(Measurement.run(arguments).path("result_file").asText());
        assertThat(result).hasFileName(name + "_results.hdf");
        return result;
    }

    static Map<String, Dataset> datasets(Group group) {
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

    static Path reference(String name, String job, String kind) {
        return CASES.resolve(name).resolve("%s.%s.h5".formatted(job, kind));
    }

    static void compare(String path, Hdf5Source actual, Hdf5Source reference) {
        NumberArray found = actual.numbers(path);
        NumberArray expected = reference.numbers(path);
        assertThat(found.shape()).as(path).isEqualTo(expected.shape());
        for (int i = 0; i < expected.values().length; i++) {
            double wanted = expected.values()[i];
            double off = Math.abs(found.values()[i] - wanted);
            assertThat(off)
                    .as("%s[%d]: %s for %s", path, i, found.values()[i], wanted)
                    .isLessThanOrEqualTo(2e-6 + 2e-5 * Math.abs(wanted));
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("jobs")
    void everyNumberOfTheReferenceIsMet(String name, String job, JsonNode options) {
        Path result = run(name, options);
        Path reference = reference(name, job, "expected_f64");
        try (HdfFile expected = new HdfFile(reference);
                Hdf5Source source = Hdf5Source.open("reference", reference);
                Hdf5Source actual = Hdf5Source.open("result", result)) {
            Map<String, Dataset> all = datasets(expected);
            assertThat(all).hasSizeGreaterThanOrEqualTo(5);
            all.keySet().forEach(path -> compare(path, actual, source));
        }
    }

    /** Two-time of boost_corr is single precision as shipped. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("jobs")
    void shapesTypesAndScatteringAreThoseOfBoostCorr(String name, String job, JsonNode options) {
        Path result = run(name, options);
        Path reference = reference(name, job, "boost_corr_shipped");
        try (HdfFile theirs = new HdfFile(reference);
                HdfFile ours = new HdfFile(result);
                Hdf5Source source = Hdf5Source.open("reference", reference);
                Hdf5Source actual = Hdf5Source.open("result", result)) {
            Map<String, Dataset> all = datasets(theirs);
            assertThat(all.keySet())
                    .contains("/xpcs/temporal_mean/scattering_2d")
                    .contains("/xpcs/spatial_mean/intensity_vs_time");
            all.forEach((path, dataset) -> {
                Dataset own = ours.getDatasetByPath(path);
                assertThat(own.getDimensions()).as(path).isEqualTo(dataset.getDimensions());
                // Of labels that were asked for upstream stores 8 bytes, of all of them 4.
                if (!path.endsWith("/processed_bins")) {
                    assertThat(own.getJavaType()).as(path).isEqualTo(dataset.getJavaType());
                }
                compare(path, actual, source);
            });
        }
    }
}

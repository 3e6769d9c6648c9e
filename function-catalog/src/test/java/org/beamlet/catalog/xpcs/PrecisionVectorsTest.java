package org.beamlet.catalog.xpcs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.beamlet.catalog.hdf5.Hdf5Source;
import org.beamlet.catalog.hdf5.NumberArray;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.xpcs.kernel.Kernels;
import org.beamlet.catalog.xpcs.kernel.device.Device;
import org.beamlet.catalog.xpcs.kernel.device.Precision;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each precision against the results that it is to give, on simulated speckle. */
class PrecisionVectorsTest {
    private static final Path CASES = Path.of("src/test/resources/xpcs");
    private static final Path EXAMPLE = Path.of("../examples/xpcs");
    private static final String G2 = "/xpcs/multitau/normalized_g2";
    private static final String ERRORS = "/xpcs/multitau/normalized_g2_err";
    private static final String SHIPPED = "boost_corr_shipped";
    private static final String SAXS = "/xpcs/temporal_mean/scattering_1d";
    private static final String SEGMENTS = "/xpcs/temporal_mean/scattering_1d_segments";

    static Stream<Arguments> multiTauJobs() throws IOException {
        List<Arguments> all = new ArrayList<>();
        for (String name : List.of("p1", "p2", "p4_n5", "p4_n7", "p4_n16")) {
            String text = Files.readString(CASES.resolve(name).resolve("case.json"));
            for (JsonNode job : Json.read(text).path("jobs")) {
                if (job.path("kind").asText().equals("multitau")) {
                    String jobName = job.path("name").asText();
                    all.add(Arguments.of(name, jobName, job.path("options")));
                }
            }
        }
        return all.stream();
    }

    private static Correlation correlate(String name, JsonNode options, Precision precision) {
        Path data = name.equals("p1") ? EXAMPLE : CASES.resolve(name);
        ObjectNode arguments = options.deepCopy();
        arguments.put("raw", data.resolve("raw.h5").toString());
        arguments.put("qmap", data.resolve("qmap.h5").toString());
        arguments.put("output", data.toString());
        CorrelateOptions read = CorrelateOptions.of(arguments);
        Qmap qmap = Qmap.read(read.qmap());
        try (RawSeries raw = RawSeries.open(read.raw());
                Lanes lanes = new Lanes(2);
                Kernels kernels = Kernels.of(Device.CPU, precision, lanes)) {
            FrameSelection selection = read.select(raw.frames().frames());
            CarriedPixels pixels = CarriedPixels.of(qmap, read.cropRatioThreshold());
            FrameFeed feed = new FrameFeed(raw.frames(), selection, pixels, lanes);
            MultiTau multiTau =
                    new MultiTau(
                            selection.count(),
                            Bins.of(qmap, pixels),
                            read.normalizeFrame(),
                            0,
                            lanes,
                            kernels);
            for (int count = feed.next(); count > 0; count = feed.next()) {
                multiTau.add(feed.rows(), count);
            }
            return multiTau.finish();
        }
    }

    private static double[] numbers(String name, String job, String kind, String path) {
        Path file = CASES.resolve(name).resolve(job + "." + kind + ".h5");
        try (Hdf5Source source = Hdf5Source.open("reference", file)) {
            NumberArray array = source.numbers(path);
            return array.values();
        }
    }

    private static double[] flat(double[][] rows) {
        return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    }

    private static double worst(double[] found, double[] wanted, double floor) {
        assertThat(found).hasSameSizeAs(wanted);
        double worst = 0;
        for (int i = 0; i < found.length; i++) {
            double off = Math.abs(found[i] - wanted[i]);
            worst = Math.max(worst, off / Math.max(floor, Math.abs(wanted[i])));
        }
        return worst;
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("multiTauJobs")
    void doublePrecisionIsTheReferencesOwn(String name, String job, JsonNode options) {
        Correlation found = correlate(name, options, Precision.FLOAT64);
        double[] g2 = numbers(name, job, "expected_f64", G2);
        // Frames that were averaged are single precision before they are correlated.
        double room = options.path("avg_frame").asInt(1) > 1 ? 1e-6 : 1e-12;
        assertThat(worst(flat(found.g2().values()), g2, 1)).isLessThan(room);
        double[] errors = numbers(name, job, "expected_f64", ERRORS);
        assertThat(worst(flat(found.g2().errors()), errors, 1e-2)).isLessThan(1000 * room);
    }

    /** boost_corr sums in another order: a rounded product may fall to the other side. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("multiTauJobs")
    void compatRoundsAsBoostCorrRounds(String name, String job, JsonNode options) {
        Correlation found = correlate(name, options, Precision.COMPAT);
        double[] g2 = numbers(name, job, SHIPPED, G2);
        double[] errors = numbers(name, job, SHIPPED, ERRORS);
        assertThat(worst(flat(found.g2().values()), g2, 1)).isLessThan(5e-6);
        assertThat(worst(flat(found.g2().errors()), errors, 1e-2)).isLessThan(5e-6);
        // Which is far less than what the rounding does.
        double[] exact = numbers(name, job, "expected_f64", G2);
        assertThat(worst(exact, g2, 1)).isGreaterThan(2e-4);
        double[] segments = filled(found, numbers(name, job, SHIPPED, SAXS).length);
        assertThat(worst(segments, numbers(name, job, SHIPPED, SEGMENTS), 1e-2)).isLessThan(1e-6);
    }

    /** The segments without the columns of bins that no pixel has. */
    private static double[] filled(Correlation found, int bins) {
        int[] columns =
                IntStream.range(0, found.staticMeans().length)
                        .filter(bin -> found.staticMeans()[bin] != 0)
                        .toArray();
        assertThat(columns).hasSize(bins);
        return Arrays.stream(found.segments())
                .flatMapToDouble(row -> Arrays.stream(columns).mapToDouble(bin -> row[bin]))
                .toArray();
    }
}

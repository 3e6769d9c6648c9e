package org.beamlet.catalog.xpcs.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.beamlet.catalog.hdf5.Hdf5Source;
import org.beamlet.catalog.hdf5.Hdf5Writer;
import org.beamlet.catalog.hdf5.NumberArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FitResultsTest {
    private static final Path REFERENCE =
            Path.of("src/test/resources/xpcs/p1/mt_norm1.expected_f64.h5");

    @TempDir private Path folder;

    private static double[][] rows(NumberArray numbers) {
        int columns = numbers.shape()[1];
        double[][] rows = new double[numbers.shape()[0]][columns];
        for (int i = 0; i < numbers.values().length; i++) {
            rows[i / columns][i % columns] = numbers.values()[i];
        }
        return rows;
    }

    private static DecayFit.Fitted fitted(FitResults results, DecayModel model, int bin) {
        assertThat(results.of(model).get(bin)).isInstanceOf(DecayFit.Fitted.class);
        return (DecayFit.Fitted) results.of(model).get(bin);
    }

    /** Simulated speckle of known decay; its frames, not its law, are what is fitted. */
    private static FitResults reference() {
        try (Hdf5Source in = Hdf5Source.open("reference", REFERENCE)) {
            String multitau = "/xpcs/multitau/";
            return FitResults.of(
                    in.numbers(multitau + "delay_list").values(),
                    false,
                    rows(in.numbers(multitau + "normalized_g2")),
                    rows(in.numbers(multitau + "normalized_g2_err")),
                    new FitResults.BinPlaces(
                            new double[] {1, 2, 3},
                            new double[] {Double.NaN, Double.NaN, Double.NaN}));
        }
    }

    /**
     * With the known baseline of 1. Neighbouring delays share frames and their noise, so a time
     * constant may be off by more than one would think of independent points.
     */
    @Test
    void theRatesOfSimulatedSpeckleAreFound() {
        try (Hdf5Source in = Hdf5Source.open("reference", REFERENCE)) {
            double[] delays = in.numbers("/xpcs/multitau/delay_list").values();
            double[][] values = rows(in.numbers("/xpcs/multitau/normalized_g2"));
            double[][] errors = rows(in.numbers("/xpcs/multitau/normalized_g2_err"));
            double[] rates = {0.002, 0.01, 0.05};
            DecayFitter fitter =
                    new DecayFitter(FitOptions.of(DecayModel.SINGLE).fix(Parameter.BASELINE, 1));
            for (int bin = 0; bin < rates.length; bin++) {
                DecayFit fit =
                        fitter.fit(
                                delays,
                                FitResults.column(values, bin),
                                FitResults.column(errors, bin));
                assertThat(fit).isInstanceOf(DecayFit.Fitted.class);
                Estimate tau = ((DecayFit.Fitted) fit).tau();
                double truth = 1 / rates[bin];
                assertThat(Math.abs(tau.value() - truth) / tau.error())
                        .as("tau of bin %d: %s", bin, tau)
                        .isLessThan(3.5);
                assertThat(tau.value()).isBetween(0.96 * truth, 1.04 * truth);
                assertThat(((DecayFit.Fitted) fit).contrast().value()).isBetween(0.48, 0.53);
            }
        }
    }

    @Test
    void simulatedSpeckleDecaysSimply() {
        FitResults results = reference();
        assertThat(results.fitted(DecayModel.SINGLE)).isEqualTo(3);
        for (int bin = 0; bin < 3; bin++) {
            assertThat(fitted(results, DecayModel.STRETCHED, bin).exponent().value())
                    .isBetween(0.95, 1.05);
            assertThat(fitted(results, DecayModel.SINGLE, bin).rSquared()).isGreaterThan(0.999);
        }
    }

    /** Two directions of three bins each; in the second the last is empty. */
    private static FitResults twoDirections() {
        double[] delays = Decays.delays(2000, 1e-3);
        double[] q = {0.002, 0.002, 0.004, 0.004, 0.008, 0.008};
        double[] phi = {0, 90, 0, 90, 0, 90};
        double[][] values = new double[delays.length][q.length];
        double[][] errors = new double[delays.length][q.length];
        for (int bin = 0; bin < q.length - 1; bin++) {
            double rate = bin % 2 == 0 ? 5e5 * q[bin] * q[bin] : 2e3 * q[bin];
            double[] column = Decays.values(delays, 0.3, 1 / rate, 1, 1);
            for (int t = 0; t < delays.length; t++) {
                values[t][bin] = column[t];
                errors[t][bin] = 1e-4;
            }
        }
        return FitResults.of(delays, true, values, errors, new FitResults.BinPlaces(q, phi));
    }

    @Test
    void directionsHaveTheirOwnLaws() {
        var sectors = twoDirections().sectors(DecayModel.SINGLE);
        assertThat(sectors).extracting(FitResults.Sector::phi).containsExactly(0.0, 90.0);
        assertThat(sectors.get(1).bins()).containsExactly(1, 3, 5);
        PowerLaw.Found first = (PowerLaw.Found) sectors.get(0).law();
        PowerLaw.Found second = (PowerLaw.Found) sectors.get(1).law();
        assertThat(first.exponent().value()).isCloseTo(2, within(1e-6));
        assertThat(first.diffusion().value()).isCloseTo(5e5, within(1.0));
        assertThat(second.exponent().value()).isCloseTo(1, within(1e-6));
        assertThat(second.points()).isEqualTo(2);
    }

    @Test
    void theFileHasAllOfIt() {
        Path file = folder.resolve("fits.h5");
        FitResults results = twoDirections();
        try (Hdf5Writer out = Hdf5Writer.create(file)) {
            new FitGroup(out, "/xpcs/multitau/fit").write(results);
        }
        try (Hdf5Source in = Hdf5Source.open("result", file)) {
            String group = "/xpcs/multitau/fit/";
            assertThat(in.texts(group + "shown")).containsExactly("stretched");
            assertThat(in.texts(group + "tau_unit")).containsExactly("s");
            assertThat(in.numbers(group + "phi").values()).containsExactly(0, 90, 0, 90, 0, 90);
            NumberArray table = in.numbers(group + "single/fit_val");
            assertThat(table.shape()).containsExactly(6, 2, 4);
            DecayFit.Fitted third = fitted(results, DecayModel.SINGLE, 2);
            assertThat(table.values()[16]).isEqualTo(third.contrast().value());
            assertThat(table.values()[17]).isEqualTo(third.tau().value());
            assertThat(table.values()[18]).isEqualTo(1);
            assertThat(table.values()[19]).isEqualTo(third.baseline().value());
            assertThat(table.values()[21]).isEqualTo(third.tau().error()).isPositive();
            assertThat(table.values()[22]).isZero();
            // As in the viewer, where an error below 0 says that there is no fit.
            assertThat(table.values()[41]).isNaN();
            assertThat(table.values()[45]).isEqualTo(-1);
            assertThat(in.numbers(group + "stretched/fitted").values())
                    .containsExactly(1, 1, 1, 1, 1, 0);
            assertThat(in.texts(group + "single/not_fitted"))
                    .containsExactly("bin 6: the bin is empty or has no light");
            assertThat(in.numbers(group + "single/r_squared").values()[0]).isGreaterThan(0.999);
            assertThat(in.numbers(group + "single/tau_q/exponent").values()[0])
                    .isCloseTo(2, within(1e-6));
            assertThat(in.numbers(group + "single/tau_q/diffusion_error").shape())
                    .containsExactly(2);
        }
    }

    @Test
    void theAnswerHasItInShort() {
        ObjectNode summary = FitSummary.of(twoDirections());
        assertThat(summary.path("model").asText()).isEqualTo("stretched");
        assertThat(summary.path("fitted").asInt()).isEqualTo(5);
        assertThat(summary.path("bins").asInt()).isEqualTo(6);
        assertThat(summary.path("not_fitted").get(0).path("bin").asInt()).isEqualTo(6);
        assertThat(summary.path("tau_q").get(1).path("phi").asDouble()).isEqualTo(90);
        assertThat(summary.path("tau_q").get(1).path("exponent").asDouble())
                .isCloseTo(1, within(1e-5));
        assertThat(summary.toString()).hasSizeLessThan(1000);
    }

    @Test
    void manyBinsMakeNoLongAnswer() {
        double[][] none = new double[30][500];
        double[] unknown = Decays.constant(500, Double.NaN);
        FitResults results =
                FitResults.of(
                        Decays.delays(500, 1),
                        false,
                        new double[Decays.delays(500, 1).length][500],
                        none,
                        new FitResults.BinPlaces(unknown, unknown));
        assertThat(FitSummary.of(results).toString()).hasSizeLessThan(2000);
        assertThat(FitSummary.of(results).path("tau_q")).isEmpty();
    }
}

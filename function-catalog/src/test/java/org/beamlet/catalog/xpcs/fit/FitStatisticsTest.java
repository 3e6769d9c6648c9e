package org.beamlet.catalog.xpcs.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Over many noisy curves, the distance of a parameter from the truth, in its standard errors, is
 * distributed about 0 with a width of 1.
 */
class FitStatisticsTest {
    private static final int CURVES = 600;

    /**
     * Of 600 draws the mean scatters by 0.041 and the width by 0.029; both are given four times.
     */
    private static final double MEAN = 0.17;

    private static final double WIDTH = 0.12;

    @ParameterizedTest
    @CsvSource({"SINGLE, 1", "STRETCHED, 0.7", "STRETCHED, 1.4"})
    void theErrorsAreWhatTheScatterIs(DecayModel model, double exponent) {
        double[] delays = Decays.delays(4000, 1e-3);
        double[] truth = Decays.values(delays, 0.25, 0.08, exponent, 1);
        double[] known = {0.25, 0.08, exponent, 1};
        // As counting photons gives them: few pairs of frames are left at long delays.
        double[] errors = new double[delays.length];
        for (int i = 0; i < errors.length; i++) {
            errors[i] = 6e-4 * Math.sqrt(truth[i] / (1 - delays[i] / 4.2));
        }
        DecayFitter fitter = new DecayFitter(FitOptions.of(model).scale(ErrorScale.GIVEN));
        double[] sums = new double[4];
        double[] squares = new double[4];
        double chiSquares = 0;
        Random random = new Random(1000);
        for (int n = 0; n < CURVES; n++) {
            double[] values = Decays.noisy(truth, errors, random);
            DecayFit fit = fitter.fit(delays, values, errors);
            assertThat(fit).isInstanceOf(DecayFit.Fitted.class);
            DecayFit.Fitted fitted = (DecayFit.Fitted) fit;
            chiSquares += fitted.reducedChiSquare() / CURVES;
            for (Parameter parameter : Parameter.values()) {
                Estimate estimate = fitted.get(parameter);
                if (estimate.error() > 0) {
                    int at = parameter.index();
                    double pull = (estimate.value() - known[at]) / estimate.error();
                    sums[at] += pull / CURVES;
                    squares[at] += pull * pull / CURVES;
                }
            }
        }
        assertThat(chiSquares).isBetween(0.95, 1.05);
        for (Parameter parameter : Parameter.values()) {
            int at = parameter.index();
            if (model == DecayModel.STRETCHED || parameter != Parameter.EXPONENT) {
                assertThat(sums[at]).as("mean of %s", parameter).isBetween(-MEAN, MEAN);
                assertThat(Math.sqrt(squares[at] - sums[at] * sums[at]))
                        .as("width of %s", parameter)
                        .isBetween(1 - WIDTH, 1 + WIDTH);
            }
        }
    }
}

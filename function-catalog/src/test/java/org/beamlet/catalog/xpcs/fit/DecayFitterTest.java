package org.beamlet.catalog.xpcs.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.beamlet.protocol.error.BeamletException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecayFitterTest {
    private static final double[] DELAYS = Decays.delays(2000, 1);
    private static final double[] ERRORS = Decays.constant(DELAYS.length, 1e-3);
    private static final FitOptions SINGLE = FitOptions.of(DecayModel.SINGLE);
    private static final FitOptions STRETCHED = FitOptions.of(DecayModel.STRETCHED);

    private static DecayFit.Fitted fitted(FitOptions options, double[] values, double[] errors) {
        DecayFit fit = new DecayFitter(options).fit(DELAYS, values, errors);
        assertThat(fit).isInstanceOf(DecayFit.Fitted.class);
        return (DecayFit.Fitted) fit;
    }

    private static String reason(FitOptions options, double[] values, double[] errors) {
        DecayFit fit =
                new DecayFitter(options).fit(Arrays.copyOf(DELAYS, values.length), values, errors);
        assertThat(fit).isInstanceOf(DecayFit.NotFitted.class);
        return ((DecayFit.NotFitted) fit).reason();
    }

    private static void assertParameters(
            DecayFit.Fitted fit, double contrast, double tau, double exponent, double baseline) {
        Percentage exactly = Percentage.withPercentage(1e-6);
        assertThat(fit.contrast().value()).isCloseTo(contrast, exactly);
        assertThat(fit.tau().value()).isCloseTo(tau, exactly);
        assertThat(fit.exponent().value()).isCloseTo(exponent, exactly);
        assertThat(fit.baseline().value()).isCloseTo(baseline, exactly);
    }

    @Nested
    class WithoutNoise {
        @ParameterizedTest
        @CsvSource({
            "0.3, 40, 1.0",
            "0.05, 3, 1.04",
            "1.0, 500, 1.0",
            "0.001, 20, 1.2",
            "0.4, 1500, 0.99"
        })
        void aSimpleDecayIsFoundExactly(double contrast, double tau, double baseline) {
            double[] values = Decays.values(DELAYS, contrast, tau, 1, baseline);
            DecayFit.Fitted fit = fitted(SINGLE, values, Decays.constant(DELAYS.length, 1e-5));
            assertParameters(fit, contrast, tau, 1, baseline);
            assertThat(fit.exponent().error()).isZero();
            assertThat(fit.rSquared()).isCloseTo(1, within(1e-9));
            assertThat(fit.points()).isEqualTo(DELAYS.length);
            assertThat(fit.atBound()).isEmpty();
        }

        @ParameterizedTest
        @CsvSource({"0.3, 40, 0.5", "0.1, 10, 0.8", "0.2, 300, 1.7", "0.5, 60, 1.0"})
        void aStretchedOrCompressedOneIsToo(double contrast, double tau, double exponent) {
            double[] values = Decays.values(DELAYS, contrast, tau, exponent, 1);
            DecayFit.Fitted fit = fitted(STRETCHED, values, Decays.constant(DELAYS.length, 1e-5));
            assertParameters(fit, contrast, tau, exponent, 1);
        }

        @Test
        void theUnitOfTimeChangesNothingButTheTimeConstant() {
            double[] values = Decays.values(DELAYS, 0.3, 40, 0.7, 1);
            double[] seconds = Arrays.stream(DELAYS).map(t -> t * 2e-6).toArray();
            DecayFit fit = new DecayFitter(STRETCHED).fit(seconds, values, ERRORS);
            assertThat(fit)
                    .isInstanceOfSatisfying(
                            DecayFit.Fitted.class,
                            found -> assertParameters(found, 0.3, 8e-5, 0.7, 1));
        }

        @Test
        void withoutErrorsAllPointsWeighTheSame() {
            double[] values = Decays.values(DELAYS, 0.3, 40, 1, 1);
            DecayFit.Fitted fit =
                    fitted(SINGLE, values, Decays.constant(DELAYS.length, Double.NaN));
            assertParameters(fit, 0.3, 40, 1, 1);
            assertThat(fit.reducedChiSquare()).isNaN();
        }
    }

    @Nested
    class GivenParameters {
        private final double[] values =
                Decays.noisy(Decays.values(DELAYS, 0.3, 40, 1, 1), ERRORS, new Random(5));

        @Test
        void stayAsTheyAreAndHaveNoError() {
            DecayFit.Fitted fit = fitted(SINGLE.fix(Parameter.BASELINE, 1.001), values, ERRORS);
            assertThat(fit.baseline()).isEqualTo(new Estimate(1.001, 0));
            assertThat(fit.tau().error()).isPositive();
        }

        @Test
        void makeTheOthersSurer() {
            DecayFit.Fitted three = fitted(STRETCHED, values, ERRORS);
            DecayFit.Fitted two = fitted(STRETCHED.fix(Parameter.CONTRAST, 0.3), values, ERRORS);
            assertThat(two.tau().error()).isLessThan(three.tau().error());
            assertThat(two.exponent().error()).isLessThan(three.exponent().error());
        }

        @Test
        void mayBeAllOfThem() {
            FitOptions all =
                    SINGLE.fix(Parameter.CONTRAST, 0.3)
                            .fix(Parameter.TAU, 40)
                            .fix(Parameter.BASELINE, 1);
            DecayFit.Fitted fit = fitted(all, values, ERRORS);
            assertThat(fit.tau()).isEqualTo(new Estimate(40, 0));
            assertThat(fit.reducedChiSquare()).isBetween(0.5, 1.6);
        }
    }

    @Nested
    class Bounds {
        private final double[] values = Decays.values(DELAYS, 0.3, 40, 0.6, 1);

        @Test
        void holdAParameterThatWouldLeaveThem() {
            DecayFit.Fitted fit =
                    fitted(STRETCHED.bound(Parameter.EXPONENT, 0.8, 2), values, ERRORS);
            assertThat(fit.exponent().value()).isEqualTo(0.8);
            assertThat(fit.exponent().error()).isNaN();
            assertThat(fit.atBound()).containsExactly(Parameter.EXPONENT);
            // The others are as good as they can be there.
            DecayFit.Fitted given = fitted(STRETCHED.fix(Parameter.EXPONENT, 0.8), values, ERRORS);
            assertThat(fit.tau().value())
                    .isCloseTo(given.tau().value(), Percentage.withPercentage(1e-5));
            assertThat(fit.tau().error())
                    .isCloseTo(given.tau().error(), Percentage.withPercentage(1e-3));
        }

        @Test
        void leaveWhatLiesInsideAlone() {
            DecayFit.Fitted fit =
                    fitted(
                            STRETCHED
                                    .bound(Parameter.EXPONENT, 0.5, 0.7)
                                    .bound(Parameter.CONTRAST, 0.29, 0.9)
                                    .bound(Parameter.BASELINE, 0.5, 1.0001),
                            values,
                            ERRORS);
            assertParameters(fit, 0.3, 40, 0.6, 1);
            assertThat(fit.atBound()).isEmpty();
        }

        @Test
        void areRefusedTheWrongWayRound() {
            assertThatThrownBy(() -> SINGLE.bound(Parameter.CONTRAST, 1, 0.5))
                    .isInstanceOf(BeamletException.class)
                    .hasMessageContaining("between 1.0 and 0.5");
        }
    }

    @Nested
    class Errors {
        private final double[] values = Decays.values(DELAYS, 0.3, 40, 1, 1);

        @Test
        void thatAreUnknownAreTakenAsTheLargestKnownOne() {
            Samples samples =
                    Samples.of(
                            new double[] {1, 2, 3, 4, 5, 6},
                            new double[] {2, 2, 2, 2, 2, 2},
                            new double[] {0.1, 0, Double.NaN, 0.3, 1e-7, Double.POSITIVE_INFINITY});
            assertThat(samples.sigmas()).containsExactly(0.1, 0.3, 0.3, 0.3, 0.3, 0.3);
        }

        @Test
        void ofZeroDoNotDrawTheCurveToTheirPoint() {
            double[] wild = values.clone();
            double[] errors = ERRORS.clone();
            wild[wild.length - 1] = 1.004;
            errors[errors.length - 1] = 0;
            assertThat(fitted(SINGLE, wild, errors).tau().value()).isCloseTo(40, within(0.5));
        }

        @Test
        void scaleAsAskedFor() {
            double[] four = Decays.constant(DELAYS.length, 4e-3);
            double[] noisy = Decays.noisy(values, four, new Random(11));
            double given = fitted(SINGLE.scale(ErrorScale.GIVEN), noisy, ERRORS).tau().error();
            double scatter = fitted(SINGLE.scale(ErrorScale.SCATTER), noisy, ERRORS).tau().error();
            assertThat(scatter / given).isBetween(3.0, 5.0);
            assertThat(fitted(SINGLE, noisy, ERRORS).tau().error()).isEqualTo(scatter);
            double[] large = Decays.constant(DELAYS.length, 1e-2);
            assertThat(fitted(SINGLE, noisy, large).tau().error())
                    .isEqualTo(fitted(SINGLE.scale(ErrorScale.GIVEN), noisy, large).tau().error());
        }

        @Test
        void pointsWithoutAValueAreLeftOut() {
            double[] holes = values.clone();
            holes[3] = Double.NaN;
            holes[20] = Double.POSITIVE_INFINITY;
            DecayFit.Fitted fit = fitted(SINGLE, holes, ERRORS);
            assertThat(fit.points()).isEqualTo(DELAYS.length - 2);
            assertParameters(fit, 0.3, 40, 1, 1);
        }
    }

    @Nested
    class WhatCannotBeFitted {
        @Test
        void isAFlatCurve() {
            assertThat(reason(SINGLE, Decays.constant(DELAYS.length, 1.02), ERRORS))
                    .isEqualTo("the curve is flat");
        }

        @Test
        void isAnEmptyBin() {
            assertThat(reason(SINGLE, new double[DELAYS.length], new double[DELAYS.length]))
                    .isEqualTo("the bin is empty or has no light");
        }

        @Test
        void isAColumnWithoutNumbers() {
            assertThat(reason(SINGLE, Decays.constant(DELAYS.length, Double.NaN), ERRORS))
                    .isEqualTo("no delay has a value");
            assertThat(reason(SINGLE, new double[0], new double[0]))
                    .isEqualTo("no delay has a value");
        }

        @Test
        void isOneOfTooFewDelays() {
            double[] values = Arrays.copyOf(Decays.values(DELAYS, 0.3, 2, 1, 1), 4);
            assertThat(reason(STRETCHED, values, Decays.constant(4, 1e-3)))
                    .isEqualTo("4 delays are too few for 4 parameters");
        }

        @Test
        void isNoiseAlone() {
            int refused = 0;
            Random random = new Random(3);
            for (int n = 0; n < 200; n++) {
                double[] values = Decays.noisy(Decays.constant(DELAYS.length, 1), ERRORS, random);
                DecayFit fit = new DecayFitter(SINGLE).fit(DELAYS, values, ERRORS);
                refused += fit instanceof DecayFit.NotFitted ? 1 : 0;
            }
            assertThat(refused).isGreaterThanOrEqualTo(197);
        }

        @Test
        void isARise() {
            double[] values = Decays.values(DELAYS, -0.3, 40, 1, 1.3);
            assertThat(reason(SINGLE, values, ERRORS)).contains("no decay");
        }

        @Test
        void isADecayThatIsOverBeforeItIsSeen() {
            double[] values = Decays.constant(DELAYS.length, 1);
            values[0] = 1.2;
            assertThat(reason(SINGLE, values, ERRORS))
                    .matches("the decay is over before .*|the delays do not determine .*");
        }

        @Test
        void isADecayThatHasHardlyBegun() {
            double[] values = Decays.values(DELAYS, 0.3, 3e5, 1, 1);
            assertThat(reason(SINGLE, values, Decays.constant(DELAYS.length, 1e-5)))
                    .matches("the decay is slower than .*|the delays do not determine .*");
        }
    }
}

package org.beamlet.catalog.xpcs.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Wherever the walls stand, no neighbouring point within them is better. */
class BoundedSolverTest {
    private static final double[] DELAYS = Decays.delays(2000, 1);
    private static final double[] ERRORS = Decays.constant(DELAYS.length, 2e-3);

    private static double between(Random random, double low, double high) {
        return low + (high - low) * random.nextDouble();
    }

    /** Walls that often do not hold what the curve was made of. */
    private static FitOptions walls(Random random) {
        FitOptions options =
                FitOptions.of(DecayModel.STRETCHED)
                        .bound(Parameter.TAU, between(random, 5, 100), between(random, 120, 900));
        double contrast = between(random, 0, 0.35);
        double exponent = between(random, 0.4, 1.4);
        double baseline = between(random, 0.9, 1.02);
        return options.bound(Parameter.CONTRAST, contrast, contrast + 0.2)
                .bound(Parameter.EXPONENT, exponent, exponent + 0.4)
                .bound(Parameter.BASELINE, baseline, baseline + 0.08);
    }

    @Test
    void theEndIsTheBestWithinTheWalls() {
        Random random = new Random(4);
        int atWalls = 0;
        int inside = 0;
        for (int n = 0; n < 400; n++) {
            double[] truth =
                    Decays.values(
                            DELAYS,
                            between(random, 0.1, 0.4),
                            Math.exp(between(random, 2, 6.5)),
                            between(random, 0.5, 1.6),
                            1);
            Samples samples = Samples.of(DELAYS, Decays.noisy(truth, ERRORS, random), ERRORS);
            FitOptions options = walls(random);
            BoundedSolver solver = new BoundedSolver(samples, options);
            BoundedSolver.Solution end = solver.solve(new StartSearch(samples, options).best());
            atWalls += end.held().isEmpty() ? 0 : 1;
            inside += end.held().isEmpty() ? 1 : 0;
            assertNoneIsBetter(samples, options, end.all(), "curve " + n + ", held " + end.held());
        }
        assertThat(atWalls).isGreaterThan(50);
        assertThat(inside).isGreaterThan(10);
    }

    private static void assertNoneIsBetter(
            Samples samples, FitOptions options, double[] end, String name) {
        double found = samples.chiSquare(end);
        for (Parameter parameter : Parameter.values()) {
            Range range = options.range(parameter, samples);
            int at = parameter.index();
            assertThat(end[at]).as(name).isBetween(range.low() - 1e-9, range.high() + 1e-9);
            for (double step : new double[] {-1e-3, -1e-5, 1e-5, 1e-3}) {
                double[] beside = end.clone();
                beside[at] = range.clamp(end[at] * (1 + step));
                assertThat(samples.chiSquare(beside))
                        .as("%s, %s moved by %s", name, parameter, step)
                        .isGreaterThanOrEqualTo(found * (1 - 1e-9));
            }
        }
    }
}

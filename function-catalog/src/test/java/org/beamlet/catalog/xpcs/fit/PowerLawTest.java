package org.beamlet.catalog.xpcs.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PowerLawTest {
    private static List<PowerLaw.Point> points(double diffusion, double exponent, double relative) {
        List<PowerLaw.Point> points = new ArrayList<>();
        for (double q : new double[] {0.002, 0.004, 0.008, 0.016}) {
            double tau = 1 / (diffusion * Math.pow(q, exponent));
            points.add(new PowerLaw.Point(q, new Estimate(tau, relative * tau)));
        }
        return points;
    }

    private static PowerLaw.Found found(List<PowerLaw.Point> points, ErrorScale scale) {
        PowerLaw law = PowerLaw.fit(points, scale);
        assertThat(law).isInstanceOf(PowerLaw.Found.class);
        return (PowerLaw.Found) law;
    }

    @Test
    void diffusionIsFoundExactly() {
        PowerLaw.Found law = found(points(370, 2, 0.05), ErrorScale.LARGER);
        assertThat(law.exponent().value()).isCloseTo(2, within(1e-12));
        assertThat(law.diffusion().value()).isCloseTo(370, within(1e-9));
        assertThat(law.diffusion().error()).isCloseTo(370 * 0.05 / 2, within(1e-9));
        assertThat(law.diffusionChiSquare()).isCloseTo(0, within(1e-18));
        assertThat(law.at(0.004)).isCloseTo(1 / (370 * 0.004 * 0.004), within(1e-9));
    }

    @Test
    void whatIsNotDiffusionShowsIt() {
        PowerLaw.Found law = found(points(3, 1, 0.05), ErrorScale.GIVEN);
        assertThat(law.exponent().value()).isCloseTo(1, within(1e-12));
        assertThat(law.reducedChiSquare()).isCloseTo(0, within(1e-18));
        assertThat(law.diffusionChiSquare()).isGreaterThan(20);
    }

    @Test
    void theErrorOfTheExponentIsItsScatter() {
        double sum = 0;
        double squares = 0;
        int runs = 500;
        Random random = new Random(17);
        for (int run = 0; run < runs; run++) {
            List<PowerLaw.Point> noisy =
                    points(370, 2, 0.04).stream()
                            .map(point ->
                                    new PowerLaw.Point(
                                            point.q(),
                                            new Estimate(
                                                    point.tau().value()
                                                            * Math.exp(
                                                                    0.04 * random.nextGaussian()),
                                                    point.tau().error())))
                            .toList();
            PowerLaw.Found law = found(noisy, ErrorScale.GIVEN);
            double pull = (law.exponent().value() - 2) / law.exponent().error();
            sum += pull / runs;
            squares += pull * pull / runs;
        }
        assertThat(sum).isBetween(-0.18, 0.18);
        assertThat(Math.sqrt(squares)).isBetween(0.87, 1.13);
    }

    @Test
    void twoValuesOfQAreNeeded() {
        List<PowerLaw.Point> points = new ArrayList<>(points(370, 2, 0.05).subList(0, 1));
        points.add(points.getFirst());
        points.add(new PowerLaw.Point(Double.NaN, new Estimate(3, 1)));
        points.add(new PowerLaw.Point(0.1, new Estimate(3, Double.NaN)));
        points.add(new PowerLaw.Point(0, new Estimate(3, 1)));
        assertThat(PowerLaw.fit(points, ErrorScale.LARGER))
                .isEqualTo(
                        new PowerLaw.NotFound(
                                "1 values of q have a time constant, two are needed"));
        assertThat(found(points(370, 2, 0.05).subList(0, 2), ErrorScale.LARGER).points())
                .isEqualTo(2);
    }
}

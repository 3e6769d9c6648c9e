package org.beamlet.catalog.xpcs.fit;

import java.util.ArrayList;
import java.util.List;

/** How the time constant depends on q, as a straight line in logarithms. */
public sealed interface PowerLaw {
    /**
     * A time constant at a q.
     *
     * @param tau with its standard error
     */
    record Point(double q, Estimate tau) {}

    /**
     * A law was found: {@code tau = exp(logPrefactor) * q^-exponent}.
     *
     * @param exponent 2 where particles diffuse, 1 where they fly
     * @param diffusion D of {@code tau = 1 / (D q^2)}, that is with the exponent held at 2, in the
     *     units of q and of the delays
     * @param reducedChiSquare of the line, of a degree of freedom; NaN with two points
     * @param diffusionChiSquare likewise with the exponent held at 2: near 1 if it is diffusion
     */
    record Found(
            Estimate exponent,
            Estimate logPrefactor,
            Estimate diffusion,
            double reducedChiSquare,
            double diffusionChiSquare,
            int points)
            implements PowerLaw {
        /** {@return the law's time constant at a q} */
        public double at(double q) {
            return Math.exp(logPrefactor.value() - exponent.value() * Math.log(q));
        }
    }

    /**
     * There is none.
     *
     * @param reason in words for a user
     */
    record NotFound(String reason) implements PowerLaw {}

    /**
     * Fits a line through the logarithms, each weighted by its relative error.
     *
     * @param points those without a positive q and time constant, or without an error, are left out
     * @param scale what the errors of the time constants say about those of the law
     */
    static PowerLaw fit(List<Point> points, ErrorScale scale) {
        List<Point> usable = new ArrayList<>();
        for (Point point : points) {
            double tau = point.tau().value();
            double error = point.tau().error();
            if (point.q() > 0 && tau > 0 && error > 0 && Double.isFinite(point.q() + tau + error)) {
                usable.add(point);
            }
        }
        long places = usable.stream().mapToDouble(Point::q).distinct().count();
        if (places < 2) {
            return new NotFound(
                    "%d values of q have a time constant, two are needed".formatted(places));
        }
        return LogLine.through(usable).law(scale);
    }
}

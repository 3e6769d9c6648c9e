package org.beamlet.catalog.xpcs.fit;

import java.util.List;

/**
 * Weighted sums over {@code x = ln q}, {@code y = ln tau}, about the mean x.
 *
 * @param weights sum of {@code (tau / error)^2}
 */
record LogLine(
        List<PowerLaw.Point> points,
        double weights,
        double meanX,
        double meanY,
        double slope,
        double spread) {
    static LogLine through(List<PowerLaw.Point> points) {
        double weights = 0;
        double meanX = 0;
        double meanY = 0;
        for (PowerLaw.Point point : points) {
            double weight = weight(point);
            weights += weight;
            meanX += weight * Math.log(point.q());
            meanY += weight * Math.log(point.tau().value());
        }
        meanX /= weights;
        meanY /= weights;
        double spread = 0;
        double shared = 0;
        for (PowerLaw.Point point : points) {
            double x = Math.log(point.q()) - meanX;
            spread += weight(point) * x * x;
            shared += weight(point) * x * (Math.log(point.tau().value()) - meanY);
        }
        return new LogLine(points, weights, meanX, meanY, shared / spread, spread);
    }

    private static double weight(PowerLaw.Point point) {
        double relative = point.tau().error() / point.tau().value();
        return 1 / (relative * relative);
    }

    PowerLaw.Found law(ErrorScale scale) {
        double reduced = chiSquare(slope) / (points.size() - 2);
        // Two points lie on a line whatever their errors.
        double scatter = points.size() > 2 ? scale.factor(reduced, true) : 1;
        double diffusionReduced = chiSquare(-2) / (points.size() - 1);
        double logDiffusion = -(meanY + 2 * meanX);
        double diffusion = Math.exp(logDiffusion);
        return new PowerLaw.Found(
                new Estimate(-slope, scatter / Math.sqrt(spread)),
                new Estimate(
                        meanY - slope * meanX,
                        scatter * Math.sqrt(1 / weights + meanX * meanX / spread)),
                new Estimate(
                        diffusion,
                        diffusion * scale.factor(diffusionReduced, true) / Math.sqrt(weights)),
                points.size() > 2 ? reduced : Double.NaN,
                diffusionReduced,
                points.size());
    }

    private double chiSquare(double throughMean) {
        double sum = 0;
        for (PowerLaw.Point point : points) {
            double off =
                    Math.log(point.tau().value())
                            - meanY
                            - throughMean * (Math.log(point.q()) - meanX);
            sum += weight(point) * off * off;
        }
        return sum;
    }
}

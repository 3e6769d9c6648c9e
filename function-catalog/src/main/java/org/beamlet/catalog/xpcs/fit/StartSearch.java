package org.beamlet.catalog.xpcs.fit;

/**
 * Finds where to start: for a given time constant and exponent, height and baseline follow from a
 * straight line, so a coarse search over these two meets the right valley whatever the data.
 */
record StartSearch(Samples samples, FitOptions options) {
    /** Time constants tried for a decade. */
    private static final int PER_DECADE = 8;

    private static final double[] EXPONENTS = {0.4, 0.7, 1, 1.5, 2};

    /** {@return the best parameters of the search, by ordinal, within their ranges} */
    double[] best() {
        double[] best = {0, 0, 0, 0};
        double least = Double.POSITIVE_INFINITY;
        for (double tau : taus()) {
            for (double exponent : exponents()) {
                double[] tried = line(tau, exponent);
                double chiSquare = samples.chiSquare(tried);
                if (chiSquare < least) {
                    least = chiSquare;
                    best = tried;
                }
            }
        }
        return best;
    }

    private double[] taus() {
        if (options.isFixed(Parameter.TAU)) {
            return new double[] {options.fixedValue(Parameter.TAU)};
        }
        Range range = options.range(Parameter.TAU, samples);
        double decades = Math.log10(range.high() / range.low());
        double[] taus = new double[2 + (int) (decades * PER_DECADE)];
        for (int i = 0; i < taus.length; i++) {
            double place = (i + 0.5) / taus.length;
            taus[i] = range.low() * Math.pow(10, place * decades);
        }
        return taus;
    }

    private double[] exponents() {
        if (options.isFixed(Parameter.EXPONENT)) {
            return new double[] {options.fixedValue(Parameter.EXPONENT)};
        }
        Range range = options.range(Parameter.EXPONENT, samples);
        double[] exponents = EXPONENTS.clone();
        for (int i = 0; i < exponents.length; i++) {
            exponents[i] = range.clamp(exponents[i]);
        }
        return exponents;
    }

    /** The weighted line through the values over the decay: slope is contrast, foot baseline. */
    private double[] line(double tau, double exponent) {
        double sum = 0;
        double x = 0;
        double y = 0;
        double xx = 0;
        double xy = 0;
        for (int i = 0; i < samples.count(); i++) {
            double weight = 1 / (samples.sigmas()[i] * samples.sigmas()[i]);
            double decay = Math.exp(-2 * Math.pow(samples.delays()[i] / tau, exponent));
            sum += weight;
            x += weight * decay;
            y += weight * samples.values()[i];
            xx += weight * decay * decay;
            xy += weight * decay * samples.values()[i];
        }
        double spread = xx - x * x / sum;
        double contrast = spread > 1e-12 * xx ? (xy - x * y / sum) / spread : 0;
        if (options.isFixed(Parameter.BASELINE)) {
            contrast = (xy - options.fixedValue(Parameter.BASELINE) * x) / Math.max(xx, 1e-300);
        }
        contrast = given(Parameter.CONTRAST, contrast);
        double baseline = given(Parameter.BASELINE, (y - contrast * x) / sum);
        return new double[] {contrast, tau, exponent, baseline};
    }

    private double given(Parameter parameter, double otherwise) {
        return options.isFixed(parameter)
                ? options.fixedValue(parameter)
                : options.range(parameter, samples).clamp(otherwise);
    }
}

package org.beamlet.catalog.xpcs.fit;

/** What the errors of the points say about those of the parameters. */
public enum ErrorScale {
    /** They are taken at their word, as scipy does with {@code absolute_sigma=True}. */
    GIVEN,
    /**
     * They are only weights; the scatter about the curve gives the scale, as scipy does by default
     * and pyXpcsViewer with it.
     */
    SCATTER,
    /** The larger of the two. */
    LARGER;

    /** {@return by what standard errors at the given weights are multiplied} */
    double factor(double reducedChiSquare, boolean weighted) {
        double scatter = Math.sqrt(reducedChiSquare);
        if (!weighted) {
            return scatter;
        }
        return switch (this) {
            case GIVEN -> 1;
            case SCATTER -> scatter;
            case LARGER -> Math.max(1, scatter);
        };
    }
}

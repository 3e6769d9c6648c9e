package org.beamlet.catalog.xpcs.fit;

/** What a decay is described by, in the order in which pyXpcsViewer has them. */
public enum Parameter {
    /** Height of the decay. */
    CONTRAST(0),
    /** Time constant, in the unit of the delays. */
    TAU(1),
    /** 1 for a simple decay, below for a stretched, above for a compressed one. */
    EXPONENT(2),
    /** What is left at long delays. */
    BASELINE(3);

    private final int index;

    Parameter(int index) {
        this.index = index;
    }

    /** {@return the place in arrays of all parameters, from 0} */
    public int index() {
        return index;
    }
}

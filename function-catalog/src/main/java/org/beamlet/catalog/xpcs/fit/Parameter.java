package org.beamlet.catalog.xpcs.fit;

/** What a decay is described by, in the order in which pyXpcsViewer has them. */
public enum Parameter {
    /** Height of the decay. */
    CONTRAST,
    /** Time constant, in the unit of the delays. */
    TAU,
    /** 1 for a simple decay, below for a stretched, above for a compressed one. */
    EXPONENT,
    /** What is left at long delays. */
    BASELINE
}

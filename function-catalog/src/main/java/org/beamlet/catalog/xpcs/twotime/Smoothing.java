package org.beamlet.catalog.xpcs.twotime;

/** Over which bins' means the intensities of a frame are levelled before they are correlated. */
public enum Smoothing {
    /** The static bins, so that the fall of intensity along q is taken out. */
    SQMAP("sqmap"),

    /** The dynamic bins. */
    DQMAP("dqmap");

    private final String word;

    Smoothing(String word) {
        this.word = word;
    }

    /** {@return what the argument {@code smooth} calls it} */
    public String word() {
        return word;
    }
}

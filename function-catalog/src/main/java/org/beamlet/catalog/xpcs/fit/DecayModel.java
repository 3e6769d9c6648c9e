package org.beamlet.catalog.xpcs.fit;

/**
 * The shape of a decay, in the convention of pyXpcsViewer's {@code single_exp_all}:
 *
 * <pre>{@code g2(t) = contrast * exp(-2 * (t / tau)^exponent) + baseline}</pre>
 *
 * <p>The 2 stands outside of the power, so that for every exponent the field's correlation function
 * has fallen to 1/e at {@code tau}. Of a simple decay with rate Gamma, {@code tau} is 1/Gamma.
 */
public enum DecayModel {
    /** The exponent is 1. */
    SINGLE("single"),
    /** The exponent is fitted as well. */
    STRETCHED("stretched");

    private final String label;

    DecayModel(String label) {
        this.label = label;
    }

    /** {@return the name in files and answers} */
    public String label() {
        return label;
    }
}

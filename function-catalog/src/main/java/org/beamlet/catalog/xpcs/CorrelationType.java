package org.beamlet.catalog.xpcs;

/** Which correlations are computed. */
enum CorrelationType {
    MULTITAU("Multitau"),
    TWOTIME("Twotime"),
    BOTH("Both");

    private final String word;

    CorrelationType(String word) {
        this.word = word;
    }

    /** {@return what the argument {@code type} and boost_corr call it} */
    String word() {
        return word;
    }

    boolean multiTau() {
        return this != TWOTIME;
    }

    boolean twoTime() {
        return this != MULTITAU;
    }

    /** The schema admits no other words. */
    static CorrelationType of(String word) {
        for (CorrelationType type : values()) {
            if (type.word.equals(word)) {
                return type;
            }
        }
        throw new IllegalArgumentException(word);
    }
}

package org.beamlet.catalog.xpcs;

import java.util.Locale;

/** How results lie in the file. */
enum ResultLayout {
    /** {@code /xpcs/multitau}, {@code /xpcs/twotime} …, which boost_corr writes since 2024. */
    NEW,

    /** {@code /exchange}, which it wrote before. */
    OLD;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

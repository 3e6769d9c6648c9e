package org.beamlet.protocol.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses what a misspelt word was meant to be. */
public final class NearestWord {
    private NearestWord() {}

    /**
     * {@return the known word with the fewest edits, if that is close enough to be meant}
     *
     * <p>The last part of a dotted word is close to it: {@code correlate} to {@code
     * xpcs.correlate}.
     */
    public static Optional<String> to(String word, Collection<String> known) {
        int most = Math.max(2, word.length() / 2);
        return known.stream()
                .distinct()
                .filter(one -> distance(word, one) <= most || one.endsWith("." + word))
                .min(
                        Comparator.comparingInt((String one) -> distance(word, one))
                                .thenComparing(Comparator.naturalOrder()));
    }

    /** The number of letters to insert, delete or replace (Levenshtein). */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}

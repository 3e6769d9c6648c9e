package org.beamlet.client.command;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses what was meant. */
final class NearestWord {
    private NearestWord() {}

    static Optional<String> to(String word, Collection<String> words) {
        int most = Math.max(2, word.length() / 3);
        return words.stream()
                .distinct()
                .filter(known -> distance(word, known) <= most || known.endsWith("." + word))
                .min(Comparator.comparingInt(known -> distance(word, known)));
    }

    /** Insertions, deletions and replacements that lead from one word to the other. */
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

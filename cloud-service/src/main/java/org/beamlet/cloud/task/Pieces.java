package org.beamlet.cloud.task;

import java.util.ArrayList;
import java.util.List;

/** Cuts long lists, so that no transaction is. */
final class Pieces {
    private Pieces() {}

    static <T> List<List<T>> of(List<T> all, int size) {
        List<List<T>> pieces = new ArrayList<>();
        for (int from = 0; from < all.size(); from += size) {
            pieces.add(all.subList(from, Math.min(all.size(), from + size)));
        }
        return pieces;
    }
}

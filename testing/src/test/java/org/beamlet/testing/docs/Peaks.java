package org.beamlet.testing.docs;

import java.util.List;

/** A function as a scientist may write it. */
final class Peaks {
    private Peaks() {}

    record Arguments(List<Double> counts) {}

    record Found(int at, double height) {}

    static Found find(Arguments given) {
        int best = 0;
        for (int i = 1; i < given.counts().size(); i++) {
            best = given.counts().get(i) > given.counts().get(best) ? i : best;
        }
        return new Found(best, given.counts().get(best));
    }
}

package org.beamlet.worker.slot;

import java.time.Duration;

/** How long to wait before a worker is replaced: nothing, unless they keep dying at once. */
final class RestartDelay {
    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int MAX_DOUBLINGS = 7;

    private int earlyDeaths;

    /** Takes note of a worker that died before it was of any use. */
    void diedAtOnce() {
        earlyDeaths++;
    }

    void wasOfUse() {
        earlyDeaths = 0;
    }

    int earlyDeaths() {
        return earlyDeaths;
    }

    Duration next() {
        if (earlyDeaths <= 1) {
            return Duration.ZERO;
        }
        Duration delay = FIRST.multipliedBy(1L << Math.min(earlyDeaths - 2, MAX_DOUBLINGS));
        return delay.compareTo(LONGEST) < 0 ? delay : LONGEST;
    }
}

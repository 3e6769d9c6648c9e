package org.beamlet.agent.block;

import java.time.Duration;

/** How long to wait before the next block, after blocks that died young. */
final class BackOff {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    /** A block that ran this long was not at fault. */
    static final Duration GROWN_UP = Duration.ofSeconds(60);

    private static final int SEVERAL = 3;

    private int failures;
    private long notBefore = Long.MIN_VALUE;

    void died(long bornNanos, long nowNanos) {
        failures = nowNanos - bornNanos >= GROWN_UP.toNanos() ? 0 : failures + 1;
        notBefore = nowNanos + pause().toNanos();
    }

    /** Another is tried, though several have failed in a row: it is to be the only one for now. */
    void tried(long nowNanos) {
        if (failures >= SEVERAL) {
            notBefore = nowNanos + pause().toNanos();
        }
    }

    /** A block begins to do well: those that died before it were no sign of what all do. */
    void grewUp() {
        failures = 0;
    }

    void reset() {
        failures = 0;
        notBefore = Long.MIN_VALUE;
    }

    Duration pause() {
        if (failures == 0) {
            return Duration.ZERO;
        }
        Duration doubled = Duration.ofSeconds(1L << Math.min(failures - 1, 10));
        return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    }

    int failures() {
        return failures;
    }

    boolean over(long nowNanos) {
        return notBefore == Long.MIN_VALUE || nowNanos - notBefore >= 0;
    }
}

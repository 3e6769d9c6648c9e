package org.beamlet.agent.block;

import java.time.Duration;

/** When the provider is asked what became of blocks. */
final class Polls {
    /** While something seems to have happened. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private static final Duration EAGER = Duration.ofSeconds(30);

    private final Duration usual;
    private boolean asked;
    private volatile boolean atOnce;
    private boolean early;
    private long earlyAt;
    private long last;
    private long eagerUntil;

    /**
     * Makes one that asks at once.
     *
     * @param usual between two questions
     */
    Polls(Duration usual) {
        this.usual = usual;
    }

    /** Something may have become of a block; the provider may learn of it only a little later. */
    void hasten() {
        atOnce = true;
    }

    /** A job is new: whether it waits, and for what, is to be known soon. */
    void submitted(long nanos) {
        if (!early) {
            early = true;
            earlyAt = nanos + SOON.toNanos();
        }
    }

    boolean due(long nanos) {
        if (atOnce) {
            eagerUntil = nanos + EAGER.toNanos();
        }
        boolean eager = asked && nanos - eagerUntil < 0;
        Duration interval = eager && SOON.compareTo(usual) < 0 ? SOON : usual;
        boolean first = early && nanos - earlyAt >= 0;
        if (asked && !atOnce && !first && nanos - last < interval.toNanos()) {
            return false;
        }
        early &= !first;
        asked = true;
        atOnce = false;
        last = nanos;
        return true;
    }
}

package org.beamlet.agent.block;

import java.time.Duration;
import java.util.Optional;

/** When the number of blocks is reconsidered. */
final class Rhythm {
    private final Optional<Duration> period;
    private volatile boolean atOnce = true;
    private long last;

    /**
     * Makes one that begins at once.
     *
     * @param period between two times; empty: at every look
     */
    Rhythm(Optional<Duration> period) {
        this.period = period;
    }

    /** Somebody asked for it and is not to wait. */
    void atOnce() {
        atOnce = true;
    }

    boolean due(long nanos) {
        boolean due = atOnce || period.filter(length -> nanos - last < length.toNanos()).isEmpty();
        if (due) {
            atOnce = false;
            last = nanos;
        }
        return due;
    }

    /** {@return the pause, or the period where that is shorter} */
    Duration within(Duration pause) {
        return period.filter(length -> length.compareTo(pause) < 0).orElse(pause);
    }
}

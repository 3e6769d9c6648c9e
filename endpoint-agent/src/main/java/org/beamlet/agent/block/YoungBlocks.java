package org.beamlet.agent.block;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Blocks whose jobs have not run for long, and how long to wait before the next one after some that
 * died so. How long a job waited in its queue says nothing of what it runs.
 */
final class YoungBlocks {
    private final BackOff backOff = new BackOff();

    /** When those that are young were seen to run. */
    private final Map<String, Long> began = new HashMap<>();

    private boolean counted;

    /** The provider has been asked; of what dies from here on at once, one counts. */
    void poll(long now) {
        counted = false;
        Iterator<Long> each = began.values().iterator();
        while (each.hasNext()) {
            if (now - each.next() >= BackOff.GROWN_UP.toNanos()) {
                each.remove();
                backOff.grewUp();
            }
        }
    }

    /**
     * A block was seen to run.
     *
     * @param age for how long already
     */
    void runs(String block, Duration age, long now) {
        if (age.compareTo(BackOff.GROWN_UP) < 0) {
            began.put(block, now - age.toNanos());
        }
    }

    /**
     * A block has ended by itself.
     *
     * @param ran whether it was seen to run before
     */
    void died(String block, boolean ran, long now) {
        @Nullable Long since = began.remove(block);
        boolean grown = ran && since == null;
        if (grown || !counted) {
            counted |= !grown;
            backOff.died(grown ? now - BackOff.GROWN_UP.toNanos() : now, now);
        }
    }

    void forget(String block) {
        began.remove(block);
    }

    /** {@return whether another may be asked for} */
    boolean over(long now) {
        return backOff.over(now);
    }

    /** Another was asked for. */
    void asked(long now) {
        backOff.tried(now);
    }

    int failures() {
        return backOff.failures();
    }

    Duration pause() {
        return backOff.pause();
    }
}

package org.beamlet.agent.schedule;

/** How long a function's tasks took; guarded by the scheduler's lock. */
final class FunctionPast {
    /** A long run counts for less with each shorter one behind it. */
    private static final int FADING = 64;

    private long longest;
    private boolean seen;

    /**
     * Makes one of which nothing has ended yet.
     *
     * @param assumed nanoseconds until something has; 0 where nobody knows
     */
    FunctionPast(long assumed) {
        this.longest = assumed;
    }

    /** {@return nanoseconds in which a task of it should end; 0 where nobody knows} */
    long expected() {
        return longest;
    }

    /** One has ended by itself. */
    void took(long nanos) {
        longest = !seen || nanos >= longest ? nanos : longest - (longest - nanos) / FADING;
        seen = true;
    }

    /** One was ended before it was through. */
    void tookMoreThan(long nanos) {
        longest = Math.max(longest, nanos);
        seen = true;
    }
}

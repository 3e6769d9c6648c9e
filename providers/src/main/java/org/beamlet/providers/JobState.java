package org.beamlet.providers;

/** Where a job is. */
public enum JobState {
    /** The provider answered with a word that is not known. */
    UNKNOWN(false),
    PENDING(false),
    RUNNING(false),
    /** Waits until a person lets it go on. */
    HELD(false),
    CANCELLED(true),
    COMPLETED(true),
    FAILED(true),
    /** Ended by its walltime, which is no failure. */
    TIMEOUT(true),
    /** Ended for the sake of others, which is no failure. */
    PREEMPTED(true),
    /** The provider knows no such job. */
    MISSING(true),
    /** Ended because it was no longer needed. */
    SCALED_IN(true);

    private final boolean terminal;

    JobState(boolean terminal) {
        this.terminal = terminal;
    }

    /** {@return whether it will never change again; all others count against max_blocks} */
    public boolean terminal() {
        return terminal;
    }
}

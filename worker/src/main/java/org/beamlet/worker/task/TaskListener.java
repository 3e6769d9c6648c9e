package org.beamlet.worker.task;

import com.fasterxml.jackson.databind.JsonNode;

/** Told of a task's life; called from one thread at a time, which must not be held up. */
public interface TaskListener {
    /** Tells nobody. */
    TaskListener NONE = new TaskListener() {};

    default void started(String worker, long atNs) {}

    default void progress(double fraction, String what) {}

    /**
     * The task has found so much.
     *
     * @param seq counts the partial results of a placement, from 1
     */
    default void partial(long seq, JsonNode value) {}

    /** Whether {@link #printed} leads anywhere at the moment; what is printed is kept till then. */
    default boolean hears() {
        return false;
    }

    /**
     * The task printed something.
     *
     * @param error on stderr, not stdout
     * @param offset bytes of that stream before these; more than were told where some were skipped
     */
    default void printed(boolean error, long offset, byte[] text) {}
}

package org.beamlet.worker.task;

/** Told of a task's life; called from one thread at a time, which must not be held up. */
public interface TaskListener {
    /** Tells nobody. */
    TaskListener NONE = new TaskListener() {};

    default void started(String worker, long atNs) {}

    default void progress(double fraction, String what) {}
}

package org.beamlet.client;

import com.fasterxml.jackson.databind.JsonNode;
import org.beamlet.protocol.id.TaskId;

/** Told of a task's way; calls come from threads of the SDK and must return at once. */
public interface TaskListener {
    /** Hears nothing. */
    TaskListener NONE = new TaskListener() {};

    /** The task has an id. */
    default void submitted(TaskId task) {}

    /** A worker began; told only by endpoints that are near. */
    default void started(TaskId task) {}

    /**
     * The function is so far; told only by endpoints that are near.
     *
     * @param fraction of the whole work, 0 to 1
     */
    default void progress(TaskId task, double fraction, String what) {}

    /**
     * The function has found so much; told only by endpoints that are near. Of a task elsewhere
     * {@link BeamletClient#timeline} has the latest.
     *
     * @param seq counts the partial results of a placement, from 1
     * @param value an object, as the function told it
     */
    default void partial(TaskId task, long seq, JsonNode value) {}
}

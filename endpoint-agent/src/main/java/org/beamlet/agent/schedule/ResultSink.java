package org.beamlet.agent.schedule;

import org.beamlet.protocol.id.TaskId;

/** Takes outcomes and publishes them. */
@FunctionalInterface
public interface ResultSink {
    /**
     * Publishes an outcome.
     *
     * @param attempt that it is of
     * @param message the framed outcome, as it is journaled
     */
    void publish(TaskId id, int attempt, String message);
}

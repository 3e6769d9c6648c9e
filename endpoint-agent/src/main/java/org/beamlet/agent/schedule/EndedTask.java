package org.beamlet.agent.schedule;

import org.beamlet.agent.task.AcceptedTask;

/**
 * A task that came to its end.
 *
 * @param block it was on; empty if on none
 * @param node of it; empty if on none
 */
public record EndedTask(
        AcceptedTask task, int attempt, Outcome outcome, String block, String node) {
    /** {@return nanoseconds that it ran; 0 if it never began} */
    public long ranNanos() {
        return outcome.startedAtNanos() > 0
                ? Math.max(0, outcome.endedAtNanos() - outcome.startedAtNanos())
                : 0;
    }
}

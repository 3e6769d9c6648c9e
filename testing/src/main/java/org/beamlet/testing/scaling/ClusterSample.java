package org.beamlet.testing.scaling;

import java.time.Duration;

/**
 * How it stood at a moment.
 *
 * @param wanted blocks that the tasks alone would want, within the endpoint's bounds
 * @param pending jobs that wait or are held
 * @param running jobs that run
 * @param busy of these, those with a task
 * @param waiting tasks that no node has
 * @param placed tasks that one has
 * @param answering whether the batch system answers
 */
public record ClusterSample(
        Duration at,
        int wanted,
        int pending,
        int running,
        int busy,
        int waiting,
        int placed,
        boolean answering) {
    /** {@return jobs at the batch system} */
    public int jobs() {
        return pending + running;
    }
}

package org.beamlet.agent.schedule;

/**
 * How a task was lost.
 *
 * @param worker the process, or the node manager or block that is gone with it; empty where a node
 *     manager gives a task back that no worker had begun
 * @param how in the past tense, such as {@code was killed by signal 9}
 * @param logTail the last lines that it wrote
 * @param byWalltime whether its block had come to the end of its time
 */
public record Loss(String worker, String node, String how, String logTail, boolean byWalltime) {
    boolean unbegun() {
        return worker.isEmpty();
    }

    public Loss(String worker, String node, String how, String logTail) {
        this(worker, node, how, logTail, false);
    }
}

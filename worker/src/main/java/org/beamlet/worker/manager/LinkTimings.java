package org.beamlet.worker.manager;

import java.time.Duration;

/**
 * How patient the link to the agent is.
 *
 * @param firstDelay before the second attempt; doubles from there
 * @param longestDelay between two attempts
 * @param welcomeLimit for the agent's answer to Hello
 * @param agentLostAfter without the agent, after which an idle manager gives up
 */
record LinkTimings(
        Duration firstDelay,
        Duration longestDelay,
        Duration welcomeLimit,
        Duration agentLostAfter) {
    /** An agent that says nothing for so many heartbeat periods is taken for gone. */
    static final int SILENT_PERIODS = 3;

    static LinkTimings of(BlockFile block) {
        return new LinkTimings(
                Duration.ofMillis(500),
                // With its jitter at most 3 s: an agent that is back must not wait for its nodes.
                Duration.ofSeconds(2),
                Duration.ofSeconds(15),
                block.agentLostAfter());
    }
}

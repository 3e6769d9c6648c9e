package org.beamlet.agent.config;

import java.time.Duration;
import java.util.Optional;

/**
 * How the number of blocks follows the number of tasks.
 *
 * @param maxIdletime after which blocks without a task are given back, where it is said
 * @param period between two looks, where it is said
 * @param selector of the node manager for a task
 */
public record ScalingConfig(
        Strategy strategy,
        Optional<Duration> maxIdletime,
        Optional<Duration> period,
        Selector selector) {
    private static final Duration IDLE = Duration.ofMinutes(2);

    /** When blocks are asked for and given back. */
    public enum Strategy {
        /** As many as the start asked for, whatever comes. */
        NONE("none"),
        /** More while tasks wait; all are given back once nothing is left to do. */
        SIMPLE("simple"),
        /** As {@link #SIMPLE}, and single blocks are given back while others work. */
        HTEX_AUTO_SCALE("htex_auto_scale");

        private final String word;

        Strategy(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /** Who of several that have a free slot gets a task. */
    public enum Selector {
        /** The emptiest, so that all blocks share what there is to do. */
        EMPTIEST("RandomManagerSelector"),
        /** One of the newest block, so that older ones come to have nothing to do and may go. */
        NEWEST_BLOCK("BlockIdManagerSelector");

        private final String word;

        Selector(String word) {
            this.word = word;
        }

        /** {@return what Parsl calls it} */
        public String word() {
            return word;
        }
    }

    /** {@return whether blocks that were there from the start may be given back} */
    public boolean mayShrink() {
        return strategy != Strategy.NONE;
    }

    public Duration idletime() {
        return maxIdletime.orElse(IDLE);
    }
}

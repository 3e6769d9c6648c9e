package org.beamlet.agent.schedule;

import java.util.HashMap;
import java.util.Map;

/** The blocks of which anything is known; guarded by the scheduler's lock. */
final class BlockSpans {
    /** Batch systems warn jobs that reach their walltime, and end them a little later. */
    private static final long WARNING_NS = 60_000_000_000L;

    private final Map<String, BlockSpan> known = new HashMap<>();

    BlockSpan of(String block, long now) {
        return known.computeIfAbsent(block, name -> new BlockSpan(name, now));
    }

    void forget(String block) {
        known.remove(block);
    }

    /** {@return whether what is lost with the manager now is lost to the block's walltime} */
    static boolean over(NodeManager manager, long now) {
        return manager.span.endsWithin(WARNING_NS, now);
    }
}

package org.beamlet.agent.schedule;

import java.util.Set;

/**
 * Blocks that get nothing more: they drain, or have too little time left for whatever waits.
 *
 * @param done those that have no task any more
 * @param tasks that the others still have
 */
public record Fading(Set<String> blocks, Set<String> done, int tasks) {
    public Fading {
        blocks = Set.copyOf(blocks);
        done = Set.copyOf(done);
    }
}

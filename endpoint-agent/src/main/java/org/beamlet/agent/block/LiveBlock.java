package org.beamlet.agent.block;

import org.beamlet.providers.JobId;

/**
 * A block that has not ended.
 *
 * @param bornNanos when it was submitted, or taken over
 */
record LiveBlock(Block block, JobId job, long bornNanos) {
    String id() {
        return block.id();
    }

    /** {@return its place in the order of their making} */
    int number() {
        return BlockFolders.number(block.folder());
    }
}

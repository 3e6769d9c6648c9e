package org.beamlet.agent.block;

import org.beamlet.providers.JobId;

/** A block that has not ended. */
record LiveBlock(Block block, JobId job) {
    String id() {
        return block.id();
    }

    /** {@return its place in the order of their making} */
    int number() {
        return BlockFolders.number(block.folder());
    }
}

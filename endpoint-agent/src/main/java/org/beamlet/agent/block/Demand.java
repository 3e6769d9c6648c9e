package org.beamlet.agent.block;

import org.beamlet.agent.config.BlockConfig;
import org.beamlet.agent.config.EngineConfig;
import org.beamlet.agent.config.ScalingConfig;

/** How many blocks there should be. */
final class Demand {
    private Demand() {}

    /**
     * Counts.
     *
     * @param alive blocks that have not ended, whether they run or wait
     * @param unfinished tasks that wait or run, one that takes several slots as so many
     */
    static int blocks(EngineConfig engine, int alive, int unfinished) {
        return blocks(engine, alive, unfinished, false);
    }

    /**
     * Counts.
     *
     * @param settled whether the blocks of the start were given back since, so that they are wanted
     *     no more
     */
    static int blocks(EngineConfig engine, int alive, int unfinished, boolean settled) {
        BlockConfig blocks = engine.provider().blocks();
        int floor =
                settled ? blocks.minBlocks() : Math.max(blocks.initBlocks(), blocks.minBlocks());
        if (engine.scaling().strategy() == ScalingConfig.Strategy.NONE) {
            return floor;
        }
        int perBlock = engine.managersPerBlock() * engine.slotsPerManager();
        double missing = unfinished * blocks.parallelism() - (double) alive * perBlock;
        int wanted = alive + (int) Math.max(0, Math.ceil(missing / perBlock));
        if (unfinished > 0 && alive == 0) {
            wanted = Math.max(1, wanted);
        }
        return Math.min(blocks.maxBlocks(), Math.max(floor, wanted));
    }
}

package org.beamlet.agent.config;

/**
 * How many blocks of how many nodes.
 *
 * @param initBlocks asked for at the start and kept alive
 * @param minBlocks kept alive in any case
 * @param maxBlocks never exceeded
 * @param parallelism slots wanted per task, 0 to 1
 */
public record BlockConfig(
        int initBlocks, int minBlocks, int maxBlocks, int nodesPerBlock, double parallelism) {}

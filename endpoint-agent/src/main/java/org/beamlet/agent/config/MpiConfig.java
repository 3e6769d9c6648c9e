package org.beamlet.agent.config;

/**
 * How tasks spread over the nodes of a block.
 *
 * @param launcher the program that starts ranks: mpiexec, srun or aprun
 * @param tasksPerBlock that run at once
 */
public record MpiConfig(String launcher, int tasksPerBlock) {}

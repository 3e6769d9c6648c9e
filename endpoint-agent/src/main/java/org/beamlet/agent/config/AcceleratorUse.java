package org.beamlet.agent.config;

/**
 * What the names of accelerators mean, and whether somebody looks how they are.
 *
 * @param counted whether they are no names, but count what a node was granted, from 0
 * @param watched whether one that is ill gets no tasks
 */
public record AcceleratorUse(boolean counted, boolean watched) {}

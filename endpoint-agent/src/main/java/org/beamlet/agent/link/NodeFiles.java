package org.beamlet.agent.link;

import java.util.function.LongSupplier;
import org.beamlet.agent.spool.ResultSpool;

/**
 * Files that pass between node managers and the agent.
 *
 * @param artifacts what managers ask for
 * @param results what they bring
 * @param largest bytes that a result may have
 */
public record NodeFiles(ArtifactFiles artifacts, ResultSpool results, LongSupplier largest) {}

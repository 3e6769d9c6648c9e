package org.beamlet.agent.block;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import org.beamlet.agent.config.EngineConfig;

/**
 * What all blocks of an endpoint have in common.
 *
 * @param agent where node managers find the agent, {@code host:port}
 * @param authority certificates by which they know it, PEM
 * @param workDir of all workers
 * @param dataRoots folders by the names under which tasks speak of them
 */
public record BlockTerms(
        EngineConfig engine,
        NodeCommand command,
        Supplier<String> agent,
        Supplier<String> authority,
        Path workDir,
        Map<String, Path> dataRoots) {}

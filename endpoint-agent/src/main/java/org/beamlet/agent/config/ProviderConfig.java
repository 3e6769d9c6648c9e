package org.beamlet.agent.config;

import org.beamlet.providers.launcher.Launcher;

/** The section {@code engine.provider}, one record per type. */
public sealed interface ProviderConfig {
    BlockConfig blocks();

    /** {@return shell text that runs at the beginning of a block} */
    String workerInit();

    Launcher launcher();

    /** Blocks on this machine. */
    record Local(BlockConfig blocks, String workerInit, Launcher launcher)
            implements ProviderConfig {}
}

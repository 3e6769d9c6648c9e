package org.beamlet.agent.block;

import java.nio.file.Path;
import java.time.Duration;
import org.beamlet.agent.config.ProviderConfig;
import org.beamlet.providers.Provider;
import org.beamlet.providers.command.ProcessCommandRunner;
import org.beamlet.providers.local.LocalProvider;

/** Makes the provider that a configuration asks for. */
public final class Providers {
    private static final Duration GRACE = Duration.ofSeconds(10);

    private Providers() {}

    public static Provider of(ProviderConfig config, Path blocks) {
        return switch (config) {
            case ProviderConfig.Local _ ->
                    new LocalProvider(blocks, new ProcessCommandRunner(), GRACE);
        };
    }
}

package org.beamlet.agent.command;

import java.time.Duration;
import java.util.List;
import org.beamlet.agent.config.HookConfig;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.providers.command.CommandResult;
import org.beamlet.providers.command.CommandRunner;
import org.jboss.logging.Logger;

/** Runs what a configuration has run before and after an agent. */
final class Hook {
    private static final Logger LOG = Logger.getLogger(Hook.class);
    static final Duration SETUP_LIMIT = Duration.ofHours(1);

    /** A process that is told to end is given about a minute. */
    private static final Duration TEARDOWN_LIMIT = Duration.ofSeconds(30);

    private final HookConfig config;
    private final CommandRunner commands;
    private boolean prepared;

    Hook(HookConfig config, CommandRunner commands) {
        this.config = config;
        this.commands = commands;
    }

    /**
     * Runs {@code endpoint_setup}.
     *
     * @throws BeamletException with code CONFIG_INVALID if it failed
     */
    void prepare() {
        if (config.setup().isPresent()) {
            CommandResult result = bash(config.setup().get(), SETUP_LIMIT);
            if (!result.succeeded()) {
                throw new BeamletException(
                        ErrorCode.CONFIG_INVALID,
                        "endpoint_setup failed with exit status %d: %s"
                                .formatted(result.exit(), lastLine(result.stderr())),
                        "try its commands in a shell, and mend them in the configuration");
            }
            LOG.info("endpoint_setup done");
        }
        prepared = true;
    }

    /** Runs {@code endpoint_teardown}, if there was a setup. */
    void tidyUp() {
        if (prepared && config.teardown().isPresent()) {
            CommandResult result = bash(config.teardown().get(), TEARDOWN_LIMIT);
            if (!result.succeeded()) {
                LOG.warnf("endpoint_teardown exit=%d %s", result.exit(), lastLine(result.stderr()));
            }
        }
    }

    private CommandResult bash(String text, Duration limit) {
        return commands.run(List.of("bash", "-c", text), limit);
    }

    private static String lastLine(String text) {
        return text.strip().lines().reduce((_, last) -> last).orElse("it said nothing");
    }
}

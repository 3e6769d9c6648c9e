package org.beamlet.providers.command;

import java.time.Duration;
import java.util.List;

/** Runs external commands. */
@FunctionalInterface
public interface CommandRunner {
    /**
     * Runs a command to its end.
     *
     * @param command program and arguments, no shell
     * @param limit after which the command and all it started is killed
     * @return how it ended; running out of time is no answer, not an exception
     */
    CommandResult run(List<String> command, Duration limit);
}

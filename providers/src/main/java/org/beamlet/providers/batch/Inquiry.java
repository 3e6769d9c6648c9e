package org.beamlet.providers.batch;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.beamlet.providers.JobStatus;
import org.beamlet.providers.command.CommandResult;

/**
 * A question for a single job.
 *
 * @param read what the answer says of it; empty if nothing
 */
public record Inquiry(List<String> command, Function<CommandResult, Optional<JobStatus>> read) {
    public Inquiry {
        command = List.copyOf(command);
    }
}

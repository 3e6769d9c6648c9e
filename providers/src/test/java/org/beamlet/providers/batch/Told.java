package org.beamlet.providers.batch;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beamlet.providers.JobId;
import org.beamlet.providers.JobStatus;
import org.beamlet.providers.command.CommandResult;

/** What commands told, for tests. */
public final class Told {
    private Told() {}

    /** An answer on stdout. */
    public static CommandResult out(String stdout, String... command) {
        return new CommandResult(List.of(command), true, 0, stdout, "");
    }

    /** A failure. */
    public static CommandResult failed(int exit, String stderr, String... command) {
        return new CommandResult(List.of(command), true, exit, "", stderr);
    }

    /** Nothing in time. */
    public static CommandResult nothing(String... command) {
        return new CommandResult(List.of(command), false, -1, "", "no answer within PT10S");
    }

    /** What an answer says of all jobs. */
    public static Map<JobId, JobStatus> known(Reading reading) {
        return switch (reading) {
            case Reading.Known known -> known.jobs();
            case Reading.NoAnswer none -> throw new AssertionError(none.why());
        };
    }

    /** What an answer says of one job. */
    public static JobStatus of(Map<JobId, JobStatus> jobs, String id) {
        return Optional.ofNullable(jobs.get(new JobId(id))).orElseThrow();
    }
}

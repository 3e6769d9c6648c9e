package org.beamlet.providers;

import java.util.OptionalInt;

/**
 * What a provider says of a job.
 *
 * @param exitCode known only of some jobs that have ended
 * @param reason why it waits or how it ended, a few words; may be empty
 */
public record JobStatus(JobState state, OptionalInt exitCode, String reason) {
    public static JobStatus of(JobState state) {
        return new JobStatus(state, OptionalInt.empty(), "");
    }

    public static JobStatus of(JobState state, String reason) {
        return new JobStatus(state, OptionalInt.empty(), reason);
    }

    public static JobStatus exited(int code) {
        return new JobStatus(
                code == 0 ? JobState.COMPLETED : JobState.FAILED,
                OptionalInt.of(code),
                code > 128 ? "killed by signal " + (code - 128) : "exit status " + code);
    }
}

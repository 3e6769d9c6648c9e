package org.beamlet.providers;

import java.util.OptionalInt;

/**
 * What a provider says of a job.
 *
 * @param exitCode known only of some jobs that have ended
 * @param reason why it waits or how it ended, a few words; may be empty
 * @param remedy what a person has to do about it; empty where nobody has to do anything
 */
public record JobStatus(JobState state, OptionalInt exitCode, String reason, String remedy) {
    /** One about which nobody has to do anything. */
    public JobStatus(JobState state, OptionalInt exitCode, String reason) {
        this(state, exitCode, reason, "");
    }

    public static JobStatus of(JobState state) {
        return of(state, "");
    }

    public static JobStatus of(JobState state, String reason) {
        return of(state, reason, "");
    }

    public static JobStatus of(JobState state, String reason, String remedy) {
        return new JobStatus(state, OptionalInt.empty(), reason, remedy);
    }

    public static JobStatus exited(int code) {
        return new JobStatus(
                code == 0 ? JobState.COMPLETED : JobState.FAILED,
                OptionalInt.of(code),
                code > 128 ? "killed by signal " + (code - 128) : "exit status " + code);
    }
}

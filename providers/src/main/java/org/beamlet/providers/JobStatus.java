package org.beamlet.providers;

import java.util.OptionalInt;

/**
 * What a provider says of a job.
 *
 * @param exitCode known only of some jobs that have ended
 * @param reason why it waits or how it ended, a few words; may be empty
 * @param remedy what a person has to do about it; empty where nobody has to do anything
 * @param verdict why it waits, where that has a name
 * @param queue in which it is by now, where the provider tells; may be empty
 */
public record JobStatus(
        JobState state,
        OptionalInt exitCode,
        String reason,
        String remedy,
        Verdict verdict,
        String queue) {
    /** One that waits for nothing that has a name. */
    public JobStatus(JobState state, OptionalInt exitCode, String reason, String remedy) {
        this(state, exitCode, reason, remedy, Verdict.NONE, "");
    }

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

    /** One that waits, and why. */
    public static JobStatus waits(String reason, String remedy, Verdict verdict) {
        return new JobStatus(JobState.PENDING, OptionalInt.empty(), reason, remedy, verdict, "");
    }

    public static JobStatus exited(int code) {
        return new JobStatus(
                code == 0 ? JobState.COMPLETED : JobState.FAILED,
                OptionalInt.of(code),
                code > 128 ? "killed by signal " + (code - 128) : "exit status " + code);
    }

    /** {@return the same, in that queue} */
    public JobStatus in(String where) {
        return new JobStatus(state, exitCode, reason, remedy, verdict, where);
    }

    /** {@return the same end, which is no failure: it made room for others} */
    public JobStatus preempted(String why) {
        return new JobStatus(JobState.PREEMPTED, exitCode, why, "", Verdict.NONE, queue);
    }
}

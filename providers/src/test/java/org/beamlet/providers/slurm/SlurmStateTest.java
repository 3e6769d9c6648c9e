package org.beamlet.providers.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.beamlet.providers.JobState;
import org.beamlet.providers.JobStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlurmStateTest {
    private static JobStatus of(String state, String reason) {
        return SlurmState.of("42", state, reason, "", "");
    }

    @ParameterizedTest
    @CsvSource({
        "PENDING, PENDING",
        "CONFIGURING, PENDING",
        "REQUEUED, PENDING",
        "RUNNING, RUNNING",
        "COMPLETING, RUNNING",
        "STAGE_OUT, RUNNING",
        "SUSPENDED, HELD",
        "STOPPED, HELD",
        "REQUEUE_HOLD, HELD",
        "SPECIAL_EXIT, HELD",
        "COMPLETED, COMPLETED",
        "CANCELLED, CANCELLED",
        "CANCELLED by 1000, CANCELLED",
        "CANCELLED+, CANCELLED",
        "TIMEOUT, TIMEOUT",
        "DEADLINE, TIMEOUT",
        "PREEMPTED, PREEMPTED",
        "FAILED, FAILED",
        "NODE_FAIL, FAILED",
        "BOOT_FAIL, FAILED",
        "OUT_OF_MEMORY, FAILED",
        "REVOKED, FAILED",
        "SOMETHING_NEW, UNKNOWN",
    })
    void aWordIsAState(String word, JobState state) {
        assertThat(of(word, "None").state()).isEqualTo(state);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Resources", "Priority", "BeginTime", "QOSMaxJobsPerUserLimit"})
    void aJobThatWaitsItsTurnNeedsNobody(String reason) {
        JobStatus waits = of("PENDING", reason);

        assertThat(waits.state()).isEqualTo(JobState.PENDING);
        assertThat(waits.reason()).isEqualTo(reason);
        assertThat(waits.remedy()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "PartitionTimeLimit, walltime",
        "AssocMaxWallDurationPerJobLimit, walltime",
        "PartitionConfig, nodes_per_block",
        "PartitionNodeLimit, nodes_per_block",
        "BadConstraints, constraint",
        "AccountNotAllowed, account",
        "DependencyNeverSatisfied, scheduler_options",
    })
    void aJobThatNeverStartsSaysWhatToChange(String reason, String remedy) {
        JobStatus waits = of("PENDING", reason);

        assertThat(waits.state()).isEqualTo(JobState.PENDING);
        assertThat(waits.reason()).startsWith(reason).contains("never starts");
        assertThat(waits.remedy()).contains(remedy);
    }

    /** For Slurm such a job is pending. */
    @ParameterizedTest
    @ValueSource(strings = {"JobHeldUser", "JobHoldMaxRequeue", "launch_failed_requeued_held"})
    void aJobThatSomebodyHoldsIsHeld(String reason) {
        assertThat(of("PENDING", reason))
                .isEqualTo(
                        JobStatus.of(JobState.HELD, reason, "`scontrol release 42` lets it start"));
    }

    @Test
    void whatOnlyTheSiteCanReleaseSaysSo() {
        JobStatus held = of("PENDING", "JobHeldAdmin");

        assertThat(held.state()).isEqualTo(JobState.HELD);
        assertThat(held.remedy()).contains("only its administrators", "`scontrol release 42`");
    }

    @Test
    void aJobThatIsSuspendedIsResumedAndNotReleased() {
        assertThat(of("SUSPENDED", "None").remedy()).contains("`scontrol resume 42`");
        assertThat(of("REQUEUE_HOLD", "None").remedy()).contains("`scontrol release 42`");
    }

    @ParameterizedTest
    @CsvSource({
        "3:0,   3,   exit status 3",
        "0:9,   137, killed by signal 9",
        "137:0, 137, killed by signal 9",
        "0:53,  181, killed by signal 53",
    })
    void anExitStatusIsSaidAsAShellDoes(String exit, int code, String reason) {
        JobStatus ended = SlurmState.of("42", "FAILED", "NonZeroExitCode", "n1", exit);

        assertThat(ended.exitCode()).hasValue(code);
        assertThat(ended.reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "3", "a:b", "3:0:0"})
    void withoutAnExitStatusTheReasonIsLeft(String exit) {
        JobStatus ended = SlurmState.of("42", "FAILED", "JobLaunchFailure", "", exit);

        assertThat(ended.exitCode()).isEqualTo(OptionalInt.empty());
        assertThat(ended.reason()).isEqualTo("JobLaunchFailure");
    }

    @Test
    void theNodeThatFailedIsNamed() {
        assertThat(SlurmState.of("42", "NODE_FAIL", "NodeDown", "n[1-2]", "").reason())
                .isEqualTo("its node failed (of n[1-2])");
        assertThat(SlurmState.of("42", "NODE_FAIL", "NodeDown", "", "").reason())
                .isEqualTo("its node failed");
    }

    @Test
    void aJobWithoutMemorySaysWhatToDo() {
        JobStatus ended = SlurmState.of("42", "OUT_OF_MEMORY", "OutOfMemory", "n1", "0:125");

        assertThat(ended.reason()).isEqualTo("out of memory");
        assertThat(ended.remedy()).contains("mem_per_node");
    }
}

package org.beamlet.providers.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.beamlet.providers.JobState;
import org.beamlet.providers.JobStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodStateTest {
    private static JobStatus status(String yaml) {
        return PodState.of(
                Serialization.unmarshal(
                        "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nstatus:\n"
                                + yaml.indent(2),
                        Pod.class));
    }

    @ParameterizedTest
    @CsvSource({
        "Pending, PENDING",
        "Running, RUNNING",
        "Succeeded, COMPLETED",
        "Failed, FAILED",
        "Unknown, UNKNOWN",
        "Somehow, UNKNOWN"
    })
    void phasesAreStates(String phase, JobState state) {
        assertThat(status("phase: " + phase).state()).isEqualTo(state);
    }

    @Test
    void anImageThatCannotBeFetchedHoldsThePodUntilAPersonActs() {
        JobStatus status =
                status(
                        """
                        phase: Pending
                        containerStatuses:
                        - name: node-manager
                          state: {waiting: {reason: ImagePullBackOff, message: not found}}
                        """);

        assertThat(status.state()).isEqualTo(JobState.HELD);
        assertThat(status.reason()).isEqualTo("ImagePullBackOff: not found");
        assertThat(status.remedy()).contains("`image`");
    }

    @Test
    void aPodThatFitsNowhereWaitsAndSaysWhy() {
        JobStatus status =
                status(
                        """
                        phase: Pending
                        conditions:
                        - type: PodScheduled
                          status: "False"
                          reason: Unschedulable
                          message: "0/3 nodes are available: 3 Insufficient cpu."
                        """);

        assertThat(status.state()).isEqualTo(JobState.PENDING);
        assertThat(status.reason()).contains("Insufficient cpu");
        assertThat(status.remedy()).contains("init_cpu");
    }

    @Test
    void memoryThatWasNotEnoughIsSaid() {
        JobStatus status =
                status(
                        """
                        phase: Failed
                        containerStatuses:
                        - name: node-manager
                          state: {terminated: {reason: OOMKilled, exitCode: 137}}
                        """);

        assertThat(status.state()).isEqualTo(JobState.FAILED);
        assertThat(status.reason()).contains("OOMKilled");
        assertThat(status.exitCode()).hasValue(137);
        assertThat(status.remedy()).contains("max_mem");
    }

    @Test
    void anExitStatusIsTold() {
        JobStatus status =
                status(
                        """
                        phase: Failed
                        containerStatuses:
                        - name: node-manager
                          state: {terminated: {reason: Error, exitCode: 7}}
                        """);

        assertThat(status).isEqualTo(JobStatus.exited(7));
    }

    @Test
    void evictionIsAFailureWithARemedyAndPreemptionIsNone() {
        JobStatus evicted =
                status("phase: Failed\nreason: Evicted\nmessage: The node was low on memory.");
        JobStatus preempted =
                status(
                        """
                        phase: Failed
                        conditions:
                        - type: DisruptionTarget
                          status: "True"
                          reason: PreemptionByScheduler
                        """);

        assertThat(evicted.state()).isEqualTo(JobState.FAILED);
        assertThat(evicted.remedy()).contains("init_mem");
        assertThat(preempted.state()).isEqualTo(JobState.PREEMPTED);
        assertThat(preempted.reason()).isEqualTo("PreemptionByScheduler");
        assertThat(status("phase: Failed\nreason: NodeLost").state()).isEqualTo(JobState.FAILED);
    }
}

package org.beamlet.providers.cobalt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.beamlet.providers.JobId;
import org.beamlet.providers.JobState;
import org.beamlet.providers.JobStatus;
import org.beamlet.providers.batch.Reading;
import org.beamlet.providers.batch.Submitted;
import org.beamlet.providers.batch.Told;
import org.beamlet.providers.batch.Unreadable;
import org.beamlet.providers.command.CommandResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CobaltTest {
    private static final Cobalt COBALT =
            new Cobalt("", "", "", Duration.ofMinutes(10), Duration.ofSeconds(10));

    private static final JobId JOB = new JobId("124559");

    private static final String TABLE =
            """
            JobID   State
            ===================
            124559  %s
            124560  queued
            """;

    private static Map<JobId, JobStatus> known(CommandResult answer) {
        return Told.known(COBALT.read(answer));
    }

    @Test
    void columnsAreAskedForByName() {
        assertThat(COBALT.query(List.of(JOB, new JobId("124560"))))
                .containsExactly("qstat", "--header", "JobID:State", "124559", "124560");
    }

    @ParameterizedTest
    @CsvSource({
        "queued, PENDING",
        "starting, PENDING",
        "running, RUNNING",
        "exiting, RUNNING",
        "killing, RUNNING",
        "maxrun_hold, PENDING",
        "preempted, PENDING",
        "user_hold, HELD",
        "admin_hold, HELD",
        "dep_hold, HELD",
        "dep_fail, HELD",
        "RUNNING, RUNNING",
        "*, UNKNOWN",
    })
    void aWordIsAState(String word, JobState state) {
        Map<JobId, JobStatus> jobs = known(Told.out(TABLE.formatted(word)));

        assertThat(jobs).hasSize(2);
        assertThat(Told.of(jobs, JOB.value()).state()).isEqualTo(state);
    }

    @ParameterizedTest
    @CsvSource({
        "user_hold, `qrls 124559`",
        "admin_hold, only its administrators can `qrls 124559`",
        "dep_hold, `qrls --dependencies 124559`",
        "maxrun_hold, ''",
    })
    void aHoldSaysWhoReleasesIt(String word, String remedy) {
        assertThat(Told.of(known(Told.out(TABLE.formatted(word))), JOB.value()).remedy())
                .contains(remedy);
    }

    @Test
    void jobsThatHaveEndedAreForgottenInSilence() {
        assertThat(known(Told.failed(1, ""))).isEmpty();
        assertThat(known(Told.out(""))).isEmpty();
    }

    @Test
    void whateverElseIsWrongIsNoAnswer() {
        CommandResult onStdout =
                new CommandResult(
                        List.of("qstat"), true, 1, "Failed to connect to queue manager\n", "");

        assertThat(COBALT.read(onStdout)).isInstanceOf(Reading.NoAnswer.class);
        assertThat(COBALT.read(Told.failed(1, "Failed to connect to queue manager")))
                .isInstanceOf(Reading.NoAnswer.class);
        assertThat(COBALT.read(Told.failed(137, ""))).isInstanceOf(Reading.NoAnswer.class);
        assertThat(COBALT.read(Told.out("maintenance until noon\n")))
                .isInstanceOf(Reading.NoAnswer.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "266815\n",
                "Job routed to queue \"debug-cache-quad\".\nMemory mode set to cache quad for queue debug-cache-quad\n266815\n"
            })
    void theJobIsANumberInTheLastLine(String stdout) {
        assertThat(COBALT.submitted(Told.out(stdout)))
                .isEqualTo(new Submitted.Accepted(new JobId("266815")));
    }

    @ParameterizedTest
    @CsvSource({
        "Can't connect to the queue manager, is back",
        "System draining. Try again later, takes jobs",
        "Queue 'nosuch' does not exist, see queue",
        "node count out of realistic range, nodes_per_block",
        "invalid time specification, walltime",
        "what is this, beamlet endpoint check",
    })
    void aRefusalSaysWhatToDo(String why, String remedy) {
        Submitted refused = COBALT.submitted(Told.failed(1, why, "qsub", "-q", "queue"));

        assertThat(refused).isInstanceOf(Submitted.Refused.class);
        assertThat(((Submitted.Refused) refused).remedy()).contains(remedy);
    }

    @Test
    void withoutANumberNobodyKnowsWhetherThereIsAJob() {
        assertThat(COBALT.submitted(Told.out("done\n"))).isInstanceOf(Submitted.Unsure.class);
        assertThat(COBALT.submitted(Told.failed(137, ""))).isInstanceOf(Submitted.Unsure.class);
    }

    @Test
    void aJobIsFoundByItsName() throws Unreadable {
        String table =
                """
                JobID   JobName
                ==========================
                104927  N/A
                104934  block-70
                104948  block-7
                """;

        assertThat(COBALT.found(Told.out(table), "block-7", "ada")).contains(new JobId("104948"));
        assertThat(COBALT.found(Told.out(table), "block-8", "ada")).isEmpty();
        assertThat(COBALT.found(Told.failed(1, ""), "block-8", "ada")).isEmpty();
        assertThatThrownBy(() -> COBALT.found(Told.failed(1, "no queue manager"), "block-8", "ada"))
                .isInstanceOf(Unreadable.class);
    }

    @Test
    void jobsAreDeletedTogether() {
        assertThat(COBALT.cancellation(List.of(JOB, new JobId("124560"))))
                .containsExactly("qdel", "124559", "124560");
        assertThat(COBALT.cancelled(Told.out("qdel: Job 124559 not found\n"))).isTrue();
        assertThat(COBALT.cancelled(Told.failed(1, "Failed to connect to queue manager")))
                .isFalse();
    }
}

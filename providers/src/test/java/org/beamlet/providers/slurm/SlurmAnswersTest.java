package org.beamlet.providers.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.beamlet.providers.JobId;
import org.beamlet.providers.JobState;
import org.beamlet.providers.JobStatus;
import org.beamlet.providers.batch.Inquiry;
import org.beamlet.providers.batch.Reading;
import org.beamlet.providers.batch.Submitted;
import org.beamlet.providers.batch.Told;
import org.beamlet.providers.batch.Unreadable;
import org.beamlet.providers.command.CommandResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Slurm 22.05 has printed, and what it means. */
class SlurmAnswersTest {
    /** As Java writes it. */
    private static final String ID = Slurm.ID_PATTERN.replace("(?P<", "(?<");

    private static final JobId JOB = new JobId("7");

    private static Slurm slurm(String clusters) {
        return new Slurm(
                new SlurmPlace("", "", "", "", clusters),
                0,
                0,
                "",
                "",
                true,
                "",
                ID,
                50,
                Duration.ofMinutes(10),
                Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Submitted batch job 7\n",
                "Submitted batch job 7 on cluster north\n",
                "Charged to m1\nSubmitted batch job 7\nBe kind\n"
            })
    void theJobIsFoundInWhatSbatchPrints(String stdout) {
        assertThat(slurm("").submitted(Told.out(stdout))).isEqualTo(new Submitted.Accepted(JOB));
    }

    @Test
    void aPatternOfTheSiteFindsOther() {
        assertThat(SlurmAnswers.submitted(Told.out("job=7;\n"), "job=(?<id>\\d+)"))
                .isEqualTo(new Submitted.Accepted(JOB));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7\n", "Submitted batch job\n", "Submitted batch job ;rm\n"})
    void withoutAJobNobodyKnowsWhetherThereIsOne(String stdout) {
        assertThat(slurm("").submitted(Told.out(stdout))).isInstanceOf(Submitted.Unsure.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sbatch: error: Batch job submission failed: Socket timed out on send/recv operation",
                "sbatch: error: Batch job submission failed: Zero Bytes were transmitted or received",
                "sbatch: error: Batch job submission failed: Unexpected message received"
            })
    void aCommandThatWasCutOffMayHaveMadeAJob(String stderr) {
        assertThat(slurm("").submitted(Told.failed(1, stderr)))
                .isInstanceOf(Submitted.Unsure.class);
    }

    @ParameterizedTest
    @CsvSource({
        "Invalid partition name specified, partition",
        "Invalid feature specification, constraint",
        "Invalid generic resource (gres) specification, gres",
        "Requested time limit is invalid (missing or exceeds some limit), walltime",
        "Requested node configuration is not available, cores_per_node",
        "Invalid account or account/partition combination specified, see account and partition",
        "'Job violates accounting/QOS policy (job submit limit, user''s size and/or time limits)', max_blocks",
        "Unable to contact slurm controller (connect failure), is back",
        "unrecognized option '--nonsense', scheduler_options",
        "something else, beamlet endpoint check",
    })
    void aRefusalSaysWhatToDo(String why, String remedy) {
        Submitted refused =
                slurm("")
                        .submitted(
                                Told.failed(
                                        1, "sbatch: error: Batch job submission failed: " + why));

        assertThat(refused).isInstanceOf(Submitted.Refused.class);
        assertThat(((Submitted.Refused) refused).why()).contains("exit 1", why);
        assertThat(((Submitted.Refused) refused).remedy()).contains(remedy);
    }

    @Test
    void jobsAreAskedForWithThoseThatHaveEnded() {
        assertThat(slurm("").query(List.of(JOB, new JobId("8"))))
                .containsExactly(
                        "squeue",
                        "--noheader",
                        "--states=all",
                        "--format=%i|%T|%r|%N",
                        "--jobs=7,8");
        assertThat(slurm("north").query(List.of(JOB)))
                .containsSequence("squeue", "--clusters=north");
    }

    @Test
    void eachLineIsAJob() {
        Map<JobId, JobStatus> jobs =
                Told.known(
                        slurm("")
                                .read(
                                        Told.out(
                                                """
                                                CLUSTER: north
                                                JOBID|STATE|REASON|NODELIST
                                                7|RUNNING|None|n[1-2]
                                                8|PENDING|PartitionTimeLimit|
                                                9|TIMEOUT|TimeLimit|n3
                                                """)));

        assertThat(jobs).hasSize(3);
        assertThat(Told.of(jobs, "7")).isEqualTo(JobStatus.of(JobState.RUNNING));
        assertThat(Told.of(jobs, "8").remedy()).contains("walltime");
        assertThat(Told.of(jobs, "9").state()).isEqualTo(JobState.TIMEOUT);
    }

    /** Of several jobs, those that are forgotten are left out without a word. */
    @Test
    void jobsThatAreAllForgottenAreAnAnswer() {
        assertThat(
                        Told.known(
                                slurm("")
                                        .read(
                                                Told.failed(
                                                        1,
                                                        "slurm_load_jobs error: Invalid job id specified\n"))))
                .isEmpty();
        assertThat(Told.known(slurm("").read(Told.out("")))).isEmpty();
    }

    @Test
    void aControllerThatIsAwayIsNoAnswer() {
        Reading reading =
                slurm("")
                        .read(
                                Told.failed(
                                        1,
                                        "slurm_load_jobs error: Unable to contact slurm controller (connect failure)\n",
                                        "squeue"));

        assertThat(reading).isInstanceOf(Reading.NoAnswer.class);
        assertThat(((Reading.NoAnswer) reading).why()).contains("`squeue` (exit 1)", "contact");
    }

    private static Optional<JobStatus> told(int which, CommandResult answer) {
        return slurm("").inquiries(JOB).get(which).read().apply(answer);
    }

    @Test
    void theControllerTellsTheExitStatus() {
        String shown =
                "JobId=7 JobName=block-7 UserId=root(0) JobState=FAILED Reason=NonZeroExitCode"
                        + " Dependency=(null) ExitCode=3:0 RunTime=00:00:00 NodeList=n1 BatchHost=n1\n";

        assertThat(slurm("").inquiries(JOB).stream().map(Inquiry::command).toList().getFirst())
                .containsExactly("scontrol", "show", "job", "-o", "7");
        assertThat(told(0, Told.out(shown))).contains(JobStatus.exited(3));
        assertThat(told(0, Told.failed(1, "slurm_load_jobs error: Invalid job id specified")))
                .isEmpty();
        assertThat(told(0, Told.out("No jobs in the system\n"))).isEmpty();
    }

    @Test
    void accountingTellsTheLastOfSeveralRuns() {
        String accounted =
                """
                7|NODE_FAIL|1:0|None|n1
                7|COMPLETED|0:0|None|n2
                71|FAILED|1:0|None|n3
                """;

        assertThat(told(1, Told.out(accounted)))
                .contains(new JobStatus(JobState.COMPLETED, OptionalInt.of(0), ""));
        assertThat(told(1, Told.out("71|FAILED|1:0|None|n3\n"))).isEmpty();
        assertThat(told(1, Told.out(""))).isEmpty();
        assertThat(told(1, Told.failed(1, "Slurm accounting storage is disabled\n"))).isEmpty();
    }

    @Test
    void aJobIsFoundByItsName() throws Unreadable {
        Slurm slurm = slurm("");

        assertThat(slurm.searches("block-7", "ada")).hasSize(1);
        assertThat(slurm.searches("block-7", "ada").getFirst())
                .contains("squeue", "--me", "--name=block-7", "--states=all");
        assertThat(slurm.found(Told.out("8|block-70\n7|block-7\n"), "block-7", "ada"))
                .contains(JOB);
        assertThat(slurm.found(Told.out(""), "block-7", "ada")).isEmpty();
        assertThatThrownBy(() -> slurm.found(Told.failed(1, "Unable to contact"), "block-7", "ada"))
                .isInstanceOf(Unreadable.class);
    }

    @Test
    void jobsAreEndedTogether() {
        assertThat(slurm("north").cancellation(List.of(JOB, new JobId("8"))))
                .containsExactly("scancel", "--clusters=north", "7", "8");
        assertThat(slurm("").cancelled(Told.out(""))).isTrue();
        assertThat(slurm("").cancelled(Told.failed(1, "Unable to contact"))).isFalse();
    }
}

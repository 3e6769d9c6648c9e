package org.beamlet.providers.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.providers.BlockRequest;
import org.beamlet.providers.JobId;
import org.beamlet.providers.JobState;
import org.beamlet.providers.JobStatus;
import org.beamlet.providers.command.CommandResult;
import org.beamlet.providers.launcher.Launcher;
import org.beamlet.providers.slurm.Slurm;
import org.beamlet.providers.slurm.SlurmPlace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the provider makes of answers; those of Slurm stand for all. */
class BatchProviderTest {
    private static final JobId ONE = new JobId("1");
    private static final JobId TWO = new JobId("2");
    private static final JobId THREE = new JobId("3");
    private static final String FORGOTTEN = "slurm_load_jobs error: Invalid job id specified";

    @TempDir Path folder;

    private final List<List<String>> ran = new ArrayList<>();
    private final Map<String, CommandResult> answers = new HashMap<>();
    private long nanos = -5;

    private final BatchProvider provider =
            new BatchProvider(
                    new Slurm(
                            new SlurmPlace("", "", "", "", ""),
                            0,
                            0,
                            "",
                            "",
                            true,
                            "",
                            "Submitted batch job (?<id>\\S*)",
                            2,
                            Duration.ofMinutes(10),
                            Duration.ofSeconds(10)),
                    this::run,
                    () -> nanos);

    private CommandResult run(List<String> command, Duration limit) {
        assertThat(limit).isEqualTo(Duration.ofSeconds(10));
        ran.add(command);
        return answers.getOrDefault(command.getFirst(), Told.failed(1, FORGOTTEN));
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    private long ran(String program) {
        return ran.stream().filter(one -> one.getFirst().equals(program)).count();
    }

    private BlockRequest block() {
        return new BlockRequest("block-7", folder, 1, "", "exec node", new Launcher.Simple());
    }

    private static void fails(ErrorCode code, String words, ThrowingCallable call) {
        assertThatThrownBy(call)
                .hasMessageContaining(words)
                .asInstanceOf(type(BeamletException.class))
                .extracting(BeamletException::code)
                .isEqualTo(code);
    }

    @Test
    void aBlockThatIsTakenIsAJobWithAScript() throws Exception {
        answers.put("sbatch", Told.out("Submitted batch job 1\n"));

        assertThat(provider.submit(block())).isEqualTo(ONE);
        assertThat(ran).containsExactly(List.of("sbatch", folder + "/block-7.sh"));
        assertThat(folder.resolve("block-7.sh")).isExecutable();
        assertThat(Files.readString(folder.resolve("block-7.sh")))
                .isEqualTo(provider.script(block()));
    }

    @Test
    void aBlockThatIsRefusedIsNoJob() {
        answers.put("sbatch", Told.failed(1, "Invalid partition name specified", "sbatch"));

        fails(ErrorCode.SUBMIT_REJECTED, "Invalid partition", () -> provider.submit(block()));
    }

    @Test
    void aBlockWithoutAnAnswerMayBeAJob() {
        answers.put("sbatch", Told.nothing("sbatch"));
        fails(ErrorCode.SUBMIT_UNANSWERED, "PT10S", () -> provider.submit(block()));

        answers.put("sbatch", Told.out("welcome\n"));
        fails(ErrorCode.SUBMIT_UNANSWERED, "welcome", () -> provider.submit(block()));
    }

    @Test
    void aScriptThatCannotBeWrittenIsNotSubmitted() throws Exception {
        Files.createDirectory(folder.resolve("block-7.sh"));

        fails(ErrorCode.SUBMIT_REJECTED, "cannot be written", () -> provider.submit(block()));
        assertThat(ran).isEmpty();
    }

    @Test
    void noAnswerNeverChangesAState() {
        for (CommandResult none :
                List.of(Told.nothing("squeue"), Told.failed(1, "Unable to contact"))) {
            answers.put("squeue", none);
            for (int round = 0; round < 5; round++) {
                pass(Duration.ofMinutes(10));
                assertThat(provider.status(List.of(ONE, TWO))).isEmpty();
            }
        }
        assertThat(ran("squeue")).isEqualTo(10);
    }

    @Test
    void aJobIsGoneOnceItWasMissingTwice() {
        answers.put("squeue", Told.out("2|RUNNING|None|n1\n"));

        assertThat(provider.status(List.of(ONE, TWO)))
                .isEqualTo(Map.of(TWO, JobStatus.of(JobState.RUNNING)));
        assertThat(Told.of(provider.status(List.of(ONE, TWO)), "1"))
                .isEqualTo(JobStatus.of(JobState.MISSING, "Slurm knows the job no more"));
    }

    @Test
    void aJobThatIsBackInBetweenIsNotGone() {
        answers.put("squeue", Told.out(""));
        assertThat(provider.status(List.of(ONE))).isEmpty();
        answers.put("squeue", Told.out("1|PENDING|Priority|\n"));
        assertThat(Told.of(provider.status(List.of(ONE)), "1").state()).isEqualTo(JobState.PENDING);

        answers.put("squeue", Told.out(""));
        assertThat(provider.status(List.of(ONE))).isEmpty();
    }

    /** Else an outage between two answers would end a job. */
    @Test
    void noAnswerIsNoSecondTime() {
        answers.put("squeue", Told.out(""));
        assertThat(provider.status(List.of(ONE))).isEmpty();
        answers.put("squeue", Told.nothing("squeue"));
        assertThat(provider.status(List.of(ONE))).isEmpty();
        assertThat(ran("squeue")).isEqualTo(2);
    }

    /** Who could have known it may know it the next time. */
    @Test
    void anInquiryWithoutAnswerDoesNotCount() {
        answers.put("squeue", Told.out(""));
        answers.put("sacct", Told.nothing("sacct"));
        for (int round = 0; round < 3; round++) {
            assertThat(provider.status(List.of(ONE))).isEmpty();
        }
        answers.put("sacct", Told.out(""));

        assertThat(provider.status(List.of(ONE))).isEmpty();
        assertThat(Told.of(provider.status(List.of(ONE)), "1").state()).isEqualTo(JobState.MISSING);
    }

    @Test
    void aJobThatIsMissingMayBeKnownElsewhere() {
        answers.put("squeue", Told.failed(1, FORGOTTEN));
        answers.put("sacct", Told.out("1|TIMEOUT|0:0|None|n1\n"));

        assertThat(Told.of(provider.status(List.of(ONE)), "1").state()).isEqualTo(JobState.TIMEOUT);
        assertThat(ran("scontrol")).isEqualTo(1);
    }

    @Test
    void howAJobEndedIsInquired() {
        answers.put("squeue", Told.out("1|FAILED|NonZeroExitCode|n1\n2|RUNNING|None|n2\n"));
        answers.put(
                "scontrol",
                Told.out("JobId=1 JobState=FAILED Reason=NonZeroExitCode ExitCode=3:0\n"));

        Map<JobId, JobStatus> jobs = provider.status(List.of(ONE, TWO));

        assertThat(Told.of(jobs, "1").exitCode()).isEqualTo(OptionalInt.of(3));
        assertThat(Told.of(jobs, "2").state()).isEqualTo(JobState.RUNNING);
        assertThat(ran("scontrol")).isEqualTo(1);
        assertThat(ran("sacct")).isZero();
    }

    @Test
    void anInquiryWithoutAnswerTakesNothingAway() {
        answers.put("squeue", Told.out("1|FAILED|NonZeroExitCode|n1\n"));
        answers.put("scontrol", Told.nothing("scontrol"));
        answers.put("sacct", Told.nothing("sacct"));

        assertThat(Told.of(provider.status(List.of(ONE)), "1").state()).isEqualTo(JobState.FAILED);
    }

    @Test
    void jobsAreAskedForInParts() {
        answers.put("squeue", Told.out("1|RUNNING|None|n1\n2|RUNNING|None|n1\n3|RUNNING|None|n1"));

        assertThat(provider.status(List.of(ONE, TWO, THREE))).hasSize(3);
        assertThat(ran).extracting(List::getLast).containsExactly("--jobs=1,2", "--jobs=3");
    }

    @Test
    void nobodyIsAskedForNothing() {
        assertThat(provider.status(List.of())).isEmpty();
        assertThat(ran).isEmpty();
    }

    @Test
    void oneCommandWithoutAnswerEndsTheRound() {
        answers.put("squeue", Told.nothing("squeue"));

        assertThat(provider.status(List.of(ONE, TWO, THREE))).isEmpty();
        assertThat(ran).hasSize(1);
    }

    @Test
    void whoDoesNotAnswerIsAskedLessAndLess() {
        answers.put("squeue", Told.nothing("squeue"));
        List<Integer> seconds = new ArrayList<>();
        int last = 0;
        for (int second = 0; second < 600; second++) {
            int before = ran.size();
            assertThat(provider.status(List.of(ONE))).isEmpty();
            if (ran.size() > before) {
                seconds.add(second - last);
                last = second;
            }
            pass(Duration.ofSeconds(1));
        }

        assertThat(seconds).containsExactly(0, 1, 2, 4, 8, 16, 32, 64, 120, 120, 120);
    }

    @Test
    void whoAnswersAgainIsAskedAsBefore() {
        answers.put("squeue", Told.nothing("squeue"));
        for (int round = 0; round < 5; round++) {
            assertThat(provider.status(List.of(ONE))).isEmpty();
            pass(Duration.ofMinutes(2));
        }
        assertThat(provider.trouble().orElseThrow()).contains("Slurm", "600 s", "PT10S");
        answers.put("squeue", Told.out("1|RUNNING|None|n1\n"));

        assertThat(provider.status(List.of(ONE))).hasSize(1);
        assertThat(provider.trouble()).isEmpty();
        assertThat(provider.status(List.of(ONE))).hasSize(1);
    }

    @Test
    void toEndNothingTakesNoCommand() {
        provider.cancel(List.of());

        assertThat(ran).isEmpty();
    }

    @Test
    void jobsThatMayGoOnAreSaidToDoSo() {
        answers.put("scancel", Told.out(""));
        provider.cancel(List.of(ONE, TWO));
        assertThat(ran).containsExactly(List.of("scancel", "1", "2"));

        for (CommandResult none :
                List.of(Told.nothing("scancel"), Told.failed(1, "Unable to contact"))) {
            answers.put("scancel", none);
            fails(ErrorCode.COMMAND_FAILED, "end", () -> provider.cancel(List.of(ONE)));
        }
    }

    @Test
    void aJobIsLookedForByItsName() {
        answers.put("squeue", Told.out("1|block-7\n"));

        assertThat(provider.find("block-7")).isEqualTo(Optional.of(ONE));
        assertThat(provider.find("block-8")).isEmpty();
    }

    @Test
    void withoutAnAnswerNobodyKnowsWhetherThereIsAJob() {
        for (CommandResult none :
                List.of(Told.nothing("squeue"), Told.failed(1, "Unable to contact"))) {
            answers.put("squeue", none);
            fails(ErrorCode.COMMAND_FAILED, "block-7", () -> provider.find("block-7"));
        }
    }
}

package org.beamlet.providers.pbs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.beamlet.providers.JobId;
import org.beamlet.providers.JobState;
import org.beamlet.providers.JobStatus;
import org.beamlet.providers.batch.Inquiry;
import org.beamlet.providers.batch.Reading;
import org.beamlet.providers.batch.Told;
import org.beamlet.providers.command.CommandResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What PBS Pro says of jobs that it was asked for. */
class PbsReadingTest {
    private static final PbsPro PBS =
            new PbsPro("", "", 1, "", "", Duration.ofMinutes(1), Duration.ofSeconds(10));

    private static CommandResult answer(int exit, String stdout, String stderr, String... ids) {
        List<JobId> jobs = Arrays.stream(ids).map(JobId::new).toList();
        return new CommandResult(PBS.query(jobs), true, exit, stdout, stderr);
    }

    private static Map<JobId, JobStatus> known(CommandResult answer) {
        return Told.known(PBS.read(answer));
    }

    private static JobStatus known(String stdout, String id) {
        return Told.of(known(answer(0, stdout, "", id)), id);
    }

    private static String exit7(String found, String replacement) {
        String text = Corpus.text("exit-7.json");
        assertThat(text).contains(found);
        return text.replace(found, replacement);
    }

    @Test
    void jobsAreAskedForWithThoseThatHaveEnded() {
        assertThat(PBS.query(List.of(new JobId("1.pbs01"), new JobId("2.pbs01"))))
                .containsExactly("qstat", "-x", "-f", "-F", "json", "1.pbs01", "2.pbs01");
    }

    @ParameterizedTest
    @CsvSource({
        "running,    10.pbs01, RUNNING, ''",
        "exiting,    25.pbs01, RUNNING, ''",
        "exit-7,     15.pbs01, FAILED, exit status 7",
        "walltime,   17.pbs01, TIMEOUT, Job run at Sat Nov 21 at 03:05 on (pbs01:ncpus=1) and exceeded resource walltime",
        "held,       13.pbs01, HELD, held by its owner",
        "never-runs, 9.pbs01,  PENDING, Can Never Run: Insufficient amount of resource: ncpus (R: 64 A: 2 T: 2)",
    })
    void aJobIsWhatPbsSays(String file, String id, JobState state, String reason) {
        JobStatus status = known(Corpus.text(file + ".json"), id);

        assertThat(status.state()).isEqualTo(state);
        assertThat(status.reason()).isEqualTo(reason);
    }

    @Test
    void whatAPersonHasToDoIsSaid() {
        assertThat(known(Corpus.text("held.json"), "13.pbs01").remedy())
                .contains("`qrls 13.pbs01`");
        assertThat(known(Corpus.text("never-runs.json"), "9.pbs01").remedy())
                .contains("nodes_per_block", "select_options");
        assertThat(known(Corpus.text("running.json"), "10.pbs01").remedy()).isEmpty();
    }

    @Test
    void jobsThatHaveEndedAreToldApart() {
        Map<JobId, JobStatus> jobs =
                known(
                        answer(
                                0,
                                Corpus.text("ended.json"),
                                "",
                                "8.pbs01",
                                "9.pbs01",
                                "10.pbs01",
                                "11.pbs01"));

        assertThat(Told.of(jobs, "8.pbs01").state()).isEqualTo(JobState.FAILED);
        assertThat(Told.of(jobs, "8.pbs01").remedy()).contains("dependency");
        assertThat(Told.of(jobs, "9.pbs01").state()).isEqualTo(JobState.CANCELLED);
        assertThat(Told.of(jobs, "9.pbs01").reason()).startsWith("Can Never Run");
        assertThat(Told.of(jobs, "10.pbs01").state()).isEqualTo(JobState.CANCELLED);
        assertThat(Told.of(jobs, "10.pbs01").exitCode()).isEmpty();
        assertThat(Told.of(jobs, "11.pbs01").state()).isEqualTo(JobState.RUNNING);
    }

    @Test
    void anUnknownJobDoesNotHideTheOthers() {
        CommandResult answer =
                answer(
                        153,
                        Corpus.text("one-of-two.json"),
                        "qstat: Unknown Job Id 424242.pbs01\n",
                        "424242.pbs01",
                        "24.pbs01");

        assertThat(known(answer).keySet()).containsExactly(new JobId("24.pbs01"));
    }

    @Test
    void jobsThatAreAllUnknownAreAnAnswer() {
        String unknown = "qstat: Unknown Job Id 99999.pbs01\n";

        assertThat(known(answer(153, Corpus.text("none.json"), unknown, "99999.pbs01"))).isEmpty();
        assertThat(known(answer(153, "", unknown, "99999.pbs01"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection refused\nqstat: cannot connect to server pbs01 (errno=15010)",
                "Unknown Host.\nqstat: cannot connect to server pbs01 (errno=15008)",
                "qstat: Unknown Job Id 1.pbs01\nqstat: Unauthorized Request 2.pbs01",
                "qstat: conflicting options."
            })
    void whateverElseIsWrongIsNoAnswer(String stderr) {
        assertThat(PBS.read(answer(2, "", stderr, "1.pbs01"))).isInstanceOf(Reading.NoAnswer.class);
    }

    /** With -x a server without history refuses each job by itself. */
    @Test
    void withoutHistoryAJobIsAskedForInAnotherWay() {
        CommandResult refused =
                answer(
                        1,
                        "",
                        "qstat: PBS is not configured to maintain job history 10.pbs01\n",
                        "10.pbs01");
        Inquiry inquiry = PBS.inquiries(new JobId("10.pbs01")).getFirst();
        String shown =
                """
                Job Id: 10.pbs01
                    Job_Name = block-1
                    job_state = R
                    Resource_List.walltime = 00:01:00
                    Variable_List = PBS_O_HOME=/home/user,PBS_O_LANG=en_US.UTF-8,
                \tjob_state = Q,PBS_O_HOST=pbs01.lab
                    comment = Job run at Sat Nov 21 at 03:05 on (pbs01:ncpus=1)

                """;

        assertThat(known(refused)).isEmpty();
        assertThat(inquiry.command()).containsExactly("qstat", "-f", "10.pbs01");
        assertThat(inquiry.read().apply(Told.out(shown))).contains(JobStatus.of(JobState.RUNNING));
        assertThat(
                        inquiry.read()
                                .apply(
                                        Told.failed(
                                                35,
                                                "qstat: 10.pbs01 Job has finished, use -x or -H to obtain historical job information")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a \"quoted\" word",
                "C:\\dir\\",
                "a\ttab and a bell \u0007",
                "()\\ {  echo \"x\"; }",
                "two\nlines",
                "\",\"job_state\":\"R"
            })
    void anEnvironmentThatBreaksJsonHidesNothing(String value) {
        JobStatus status =
                known(exit7("\"FOO\":\t\"bar\"", "\"FOO\":\t\"" + value + "\""), "15.pbs01");

        assertThat(status.state()).isEqualTo(JobState.FAILED);
        assertThat(status.exitCode()).hasValue(7);
    }

    @Test
    void otherFaultsOfPbsJsonHideNothing() {
        assertThat(
                        known(
                                        exit7(
                                                "\"select\":\t\"1:ncpus=1:mem=100mb\",",
                                                "\"select\":\t,"),
                                        "15.pbs01")
                                .exitCode())
                .hasValue(7);
        assertThat(
                        known(exit7("\"user@pbs01.lab\",", "\"us\"er\\@pbs01.lab\","), "15.pbs01")
                                .exitCode())
                .hasValue(7);
        assertThat(known(exit7("\"pbs01.lab\"\n", "\"pbs01.lab\",\n"), "15.pbs01").exitCode())
                .hasValue(7);
    }

    @Test
    void theLayoutOfOlderVersionsIsReadAsWell() {
        String old =
                exit7("\"FOO\":\t\"bar\"", "\"FOO\":\t\"a \"b\"\"")
                        .replace("\":\t", "\":")
                        .replace("\t", "    ");

        assertThat(known(old, "15.pbs01").exitCode()).hasValue(7);
    }

    @Test
    void severalJobsAreToldApartInBrokenJson() {
        String broken = Corpus.text("ended.json").replace("\"/bin/bash\"", "\"/bin/bash \"-l\"\"");
        String[] ids = {"8.pbs01", "9.pbs01", "10.pbs01", "11.pbs01"};

        assertThat(known(answer(0, broken, "", ids)))
                .isEqualTo(known(answer(0, Corpus.text("ended.json"), "", ids)));
    }

    /** Else a job would be missing that stands in the part that did not come. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.2, 0.5, 0.97})
    void anAnswerThatIsCutOffIsNone(double share) {
        String text = Corpus.text("ended.json");
        String cut = text.substring(0, (int) (text.length() * share));

        assertThat(PBS.read(answer(0, cut, "", "8.pbs01"))).isInstanceOf(Reading.NoAnswer.class);
        assertThat(PBS.read(answer(0, cut.replace("user", "us\"er"), "", "8.pbs01")))
                .isInstanceOf(Reading.NoAnswer.class);
    }

    @ParameterizedTest
    @CsvSource({
        "15.pbs01,             15.pbs01",
        "15.pbs01.example.org, 15.pbs01.exam",
        "15.pbs01.example.org, 15.pbs01",
        "15.pbs01,             15.pbs-server-2",
        "15,                   15.pbs01",
    })
    void aJobIsKnownByItsNumber(String asked, String told) {
        String text = Corpus.text("exit-7.json").replace("\"15.pbs01\"", "\"" + told + "\"");

        assertThat(known(text, asked).exitCode()).hasValue(7);
    }

    @Test
    void aNumberThatBeginsAlikeIsAnotherJob() {
        String text = Corpus.text("exit-7.json");

        assertThat(known(answer(0, text, "", "151.pbs01"))).isEmpty();
        assertThat(known(answer(0, text, "", "1.pbs01"))).isEmpty();
    }

    @Test
    void amongServersTheNameDecides() {
        String text = Corpus.text("exit-7.json").replace("\"15.pbs01\"", "\"15.south\"");

        assertThat(known(answer(0, text, "", "15.north.lab", "15.south.lab")).keySet())
                .containsExactly(new JobId("15.south.lab"));
    }

    @Test
    void moreJobsThanOneCommandTakesAreNotAskedForAtOnce() {
        List<JobId> many = new ArrayList<>();
        for (int number = 0; number < PBS.queryBatch(); number++) {
            many.add(new JobId(number + ".polaris-pbs-01.hsn.cm.polaris.alcf.anl.gov"));
        }

        assertThat(String.join(" ", PBS.query(many)).length()).isLessThan(10_000);
    }
}

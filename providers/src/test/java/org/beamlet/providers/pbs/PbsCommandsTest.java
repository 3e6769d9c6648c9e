package org.beamlet.providers.pbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.beamlet.providers.JobId;
import org.beamlet.providers.batch.BatchProvider;
import org.beamlet.providers.batch.Submitted;
import org.beamlet.providers.batch.Told;
import org.beamlet.providers.batch.Unreadable;
import org.beamlet.providers.command.CommandResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Submission, search and cancellation with PBS Pro. */
class PbsCommandsTest {
    private static final PbsPro PBS =
            new PbsPro("", "", 1, "", "", Duration.ofMinutes(1), Duration.ofSeconds(10));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9.pbs01\n",
                "Job is charged to APS\n\n9.pbs01\n\n",
                "  9.pbs01  \r\n",
            })
    void theJobStandsInTheLastLine(String stdout) {
        assertThat(PBS.submitted(Told.out(stdout)))
                .isEqualTo(new Submitted.Accepted(new JobId("9.pbs01")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "welcome to the cluster\n", "9.pbs01 of 2\n"})
    void withoutAJobNobodyKnowsWhetherThereIsOne(String stdout) {
        assertThat(PBS.submitted(Told.out(stdout))).isInstanceOf(Submitted.Unsure.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "qsub: Connection reset by peer",
                "qsub: End of File",
                "qsub: Batch protocol error",
                ""
            })
    void aCommandThatWasCutOffMayHaveMadeAJob(String stderr) {
        assertThat(PBS.submitted(Told.failed(1, stderr))).isInstanceOf(Submitted.Unsure.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    170 | qsub: Unknown queue                                               | see queue
                    32  | qsub: Invalid account 'badproj' (request rejected by site hook)   | see account
                    32  | qsub: not on a Monday                                             | rule of the site
                    188 | qsub: Job violates queue and/or server resource limits            | walltime
                    188 | qsub: Job violates queue and/or server resource limits            | nodes_per_block
                    38  | qsub: would exceed queue generic's per-user limit                 | max_blocks
                    173 | qsub: Queue is not enabled                                        | another queue
                    159 | qsub: Unauthorized Request                                        | another queue
                    187 | qsub: Unknown resource: nosuchres                                 | select_options
                    166 | qsub: Illegal attribute or resource value select.ncpus            | select_options
                    166 | qsub: Illegal attribute or resource value Resource_List.walltime  | walltime
                    6   | qsub: Cannot be used with select or place: nodes                  | scheduler_options
                    2   | qsub: illegal -N value                                            | scheduler_options
                    1   | qsub: script file:: No such file or directory                     | folder
                    160 | qsub: cannot connect to server pbs01 (errno=15008)                | is back
                    111 | Connection refused qsub: cannot connect to server (errno=15010)   | is back
                    170 | qsub: Warteschlange unbekannt                                     | see queue
                    99  | qsub: something else                                              | beamlet endpoint check
                    """)
    void aRefusalSaysWhatToDo(int exit, String stderr, String remedy) {
        Submitted refused = PBS.submitted(Told.failed(exit, stderr, "qsub", "/b/block-7.sh"));

        assertThat(refused).isInstanceOf(Submitted.Refused.class);
        assertThat(((Submitted.Refused) refused).why()).contains("exit " + exit, stderr.strip());
        assertThat(((Submitted.Refused) refused).remedy()).contains(remedy);
    }

    @Test
    void aJobIsLookedForByItsName() throws Unreadable {
        String user = "ada";
        assertThat(PBS.searches("block-7", "ada"))
                .containsExactly(
                        List.of("qselect", "-x", "-u", user, "-N", "block-7"),
                        List.of("qselect", "-u", user, "-N", "block-7"));
        assertThat(PBS.found(Told.out("24.pbs01\n"), "block-7", "ada"))
                .contains(new JobId("24.pbs01"));
        assertThat(PBS.found(Told.out(""), "block-7", "ada")).isEmpty();
    }

    @Test
    void aJobThatHasEndedIsFoundWhereThereIsAHistoryAndOneThatHasNotAnywhere() {
        CommandResult ended = Told.out("24.pbs01\n");
        CommandResult refused =
                Told.failed(1, "qselect: PBS is not configured to maintain job history");
        Optional<JobId> job = Optional.of(new JobId("24.pbs01"));

        assertThat(searched(ended, Told.out("")).find("block-7")).isEqualTo(job);
        assertThat(searched(refused, ended).find("block-7")).isEqualTo(job);
        assertThat(searched(refused, Told.out("")).find("block-7")).isEmpty();
        assertThat(searched(Told.out(""), ended).find("block-7")).isEmpty();
        assertThatThrownBy(() -> searched(refused, refused).find("block-7"))
                .hasMessageContaining("is not known");
    }

    private static BatchProvider searched(CommandResult history, CommandResult others) {
        return new BatchProvider(
                PBS, (command, _) -> command.contains("-x") ? history : others, () -> 0);
    }

    @Test
    void aSearchThatFailsFindsNeitherAJobNorNone() {
        assertThatThrownBy(() ->
                        PBS.found(
                                Told.failed(160, "qselect: cannot connect to server"),
                                "block-7",
                                "ada"))
                .isInstanceOf(Unreadable.class);
        assertThatThrownBy(() -> PBS.found(Told.out("please log in\n"), "block-7", "ada"))
                .isInstanceOf(Unreadable.class);
    }

    @Test
    void jobsThatHaveEndedBeforeDoNotGoOn() {
        assertThat(PBS.cancellation(List.of(new JobId("1.p"), new JobId("2.p"))))
                .containsExactly("qdel", "1.p", "2.p");
        assertThat(PBS.cancelled(Told.out(""))).isTrue();
        assertThat(PBS.cancelled(Told.failed(35, "qdel: Job has finished 19.pbs01\n"))).isTrue();
        assertThat(
                        PBS.cancelled(
                                Told.failed(
                                        153,
                                        "qdel: Job has finished 19.pbs01\nqdel: Unknown Job Id 99999.pbs01\n")))
                .isTrue();
    }

    @Test
    void oneThatIsNotDeletedMayGoOn() {
        assertThat(
                        PBS.cancelled(
                                Told.failed(
                                        35,
                                        "qdel: Unauthorized Request 23.pbs01\nqdel: Job has finished 19.pbs01\n")))
                .isFalse();
        assertThat(PBS.cancelled(Told.failed(1, ""))).isFalse();
    }
}

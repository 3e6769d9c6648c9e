package org.beamlet.providers.pbs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.beamlet.providers.JobState;
import org.beamlet.providers.JobStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PbsStateTest {
    private static JobStatus status(String... namesAndValues) {
        Map<String, String> attributes = new HashMap<>();
        for (int at = 0; at < namesAndValues.length; at += 2) {
            attributes.put(namesAndValues[at], namesAndValues[at + 1]);
        }
        return PbsState.of(new PbsJob("7.pbs01", attributes));
    }

    @ParameterizedTest
    @CsvSource({
        "Q, PENDING", "W, PENDING", "T, PENDING", "R, RUNNING", "B, RUNNING", "E, RUNNING",
        "H, HELD", "S, HELD", "U, HELD", "M, UNKNOWN", "Z, UNKNOWN", "'', UNKNOWN",
    })
    void aLetterIsAState(String letter, JobState state) {
        assertThat(status("job_state", letter).state()).isEqualTo(state);
    }

    /** Its exit status is there before its nodes are free. */
    @Test
    void aJobThatExitsStillRuns() {
        assertThat(status("job_state", "E", "Exit_status", "1").state().terminal()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "0,   COMPLETED, 0,   exit status 0",
        "7,   FAILED,    7,   exit status 7",
        "127, FAILED,    127, exit status 127",
        "137, FAILED,    137, killed by signal 9",
        "267, FAILED,    139, killed by signal 11",
        "271, CANCELLED, ,    deleted",
        "265, CANCELLED, ,    deleted",
        "-29, TIMEOUT,   ,    walltime 00:10:00 is over",
        "-3,  FAILED,    ,    could not be started on its node",
        "-27, FAILED,    ,    used more memory than it asked for",
        "-25, FAILED,    ,    used more cores than it asked for",
        "-77, FAILED,    ,    'ended before it ran, by code -77'",
    })
    void anExitStatusSaysHowAJobEnded(int exit, JobState state, Integer code, String reason) {
        JobStatus ended =
                status(
                        "job_state", "F",
                        "substate", "93",
                        "Exit_status", Integer.toString(exit),
                        "Resource_List.walltime", "00:10:00",
                        "resources_used.walltime", "00:09:59");

        assertThat(ended.state()).isEqualTo(state);
        assertThat(ended.exitCode())
                .isEqualTo(code == null ? OptionalInt.empty() : OptionalInt.of(code));
        assertThat(ended.reason()).isEqualTo(reason);
    }

    /** Servers that have no code of their own for it. */
    @ParameterizedTest
    @CsvSource({
        "00:10:00, 00:10:00, TIMEOUT",
        "00:10:00, 600,      TIMEOUT",
        "100:00:00, 100:00:07, TIMEOUT",
        "00:10:00, 00:09:58, CANCELLED",
        "'',       00:10:00, CANCELLED",
        "soon,     00:10:00, CANCELLED",
    })
    void aJobThatWasTerminatedAfterItsWalltimeRanOutOfIt(
            String limit, String used, JobState state) {
        for (String exit : new String[] {"271", "265"}) {
            assertThat(
                            status(
                                            "job_state", "F",
                                            "Exit_status", exit,
                                            "Resource_List.walltime", limit,
                                            "resources_used.walltime", used)
                                    .state())
                    .isEqualTo(state);
        }
    }

    @Test
    void whoDeletedAJobIsSaid() {
        String comment =
                "Job run at Sat Nov 21 at 03:07 on (pbs01:ncpus=1) and terminated by user@pbs01.lab";

        assertThat(status("job_state", "F", "Exit_status", "271", "comment", comment).reason())
                .isEqualTo(comment);
    }

    @Test
    void aJobWithoutExitStatusNeverRan() {
        assertThat(status("job_state", "F", "substate", "91"))
                .isEqualTo(JobStatus.of(JobState.CANCELLED, "deleted before it ran"));
        assertThat(status("job_state", "F", "substate", "92").state()).isEqualTo(JobState.FAILED);
        assertThat(status("job_state", "F", "substate", "92").remedy()).contains("qstat -x -f");
        assertThat(status("job_state", "F", "substate", "92", "depend", "afterok:1").remedy())
                .contains("scheduler_options");
    }

    @ParameterizedTest
    @CsvSource({
        "u, '', held by its owner, `qrls 7.pbs01`",
        "s, '', held by the site, `qrls -h s 7.pbs01`",
        "o, '', held by the site, `qrls -h o 7.pbs01`",
        "s, afterok:1, held for another job, dependency",
    })
    void aHoldSaysWhoReleasesIt(String holds, String depend, String reason, String remedy) {
        JobStatus held = status("job_state", "H", "Hold_Types", holds, "depend", depend);

        assertThat(held.state()).isEqualTo(JobState.HELD);
        assertThat(held.reason()).isEqualTo(reason);
        assertThat(held.remedy()).contains(remedy);
    }

    @Test
    void whyAJobWaitsIsSaid() {
        String comment = "Not Running: Not enough free nodes available";

        assertThat(status("job_state", "Q", "comment", comment))
                .isEqualTo(JobStatus.of(JobState.PENDING, comment));
    }
}

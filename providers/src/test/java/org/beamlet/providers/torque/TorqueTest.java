package org.beamlet.providers.torque;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.beamlet.providers.BlockRequest;
import org.beamlet.providers.JobId;
import org.beamlet.providers.JobState;
import org.beamlet.providers.JobStatus;
import org.beamlet.providers.batch.Reading;
import org.beamlet.providers.batch.Submitted;
import org.beamlet.providers.batch.Told;
import org.beamlet.providers.batch.Unreadable;
import org.beamlet.providers.command.CommandResult;
import org.beamlet.providers.launcher.Launcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TorqueTest {
    private static final Torque TORQUE = torque("", "", 1, "");
    private static final JobId JOB = new JobId("179.host");

    private static final String JOBS =
            """
            Job Id: 178.host
                Job_Name = block-6
                Job_Owner = %1$s@login1
                job_state = R
                queue = batchq
                exec_host = node1/0

            Job Id: 179.host
                Job_Name = block-7
                Job_Owner = %1$s@login1
                resources_used.walltime = 00:09:00
                job_state = C
                Hold_Types = n
                Resource_List.nodes = node1
                Resource_List.walltime = 00:10:00
                Variable_List = PBS_O_HOME=/home/user,PBS_O_LOGNAME=user,
            \tPBS_O_PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:,
            \tPBS_O_WORKDIR=/opt/moab,PBS_O_QUEUE=batchq
                exit_status = %2$s
            """;

    private static Torque torque(String queue, String account, int cpus, String properties) {
        return new Torque(
                queue,
                account,
                cpus,
                properties,
                "",
                Duration.ofMinutes(90),
                Duration.ofSeconds(10));
    }

    private static BlockRequest block() {
        return new BlockRequest(
                "block-7", Path.of("/b"), 2, "module load x", "exec node", new Launcher.Simple());
    }

    private static CommandResult answer(int exit, String stdout, String stderr) {
        return new CommandResult(
                TORQUE.query(List.of(new JobId("178.host"), JOB)), true, exit, stdout, stderr);
    }

    private static Map<JobId, JobStatus> known(CommandResult answer) {
        return Told.known(TORQUE.read(answer));
    }

    @Test
    void nodesAreAskedForWithTheirProcessors() {
        assertThat(torque("batch", "m1", 8, "gpus=2").script(block()))
                .isEqualTo(
                        """
                        #!/bin/bash
                        #PBS -S /bin/bash
                        #PBS -N block-7
                        #PBS -m n
                        #PBS -l walltime=01:30:00
                        #PBS -l nodes=2:ppn=8:gpus=2
                        #PBS -o /b/block-7.stdout
                        #PBS -e /b/block-7.stderr
                        module load x
                        export JOBNAME="block-7"
                        set +e
                        (
                        cd /b || exit 125
                        exec node
                        )
                        status=$?
                        echo "$status" > /b/block-7.exit
                        exit "$status"
                        """);
        assertThat(TORQUE.submission(block())).containsExactly("qsub", "/b/block-7.sh");
        assertThat(torque("batch", "m1", 8, "").submission(block()))
                .containsExactly("qsub", "-q", "batch", "-A", "m1", "/b/block-7.sh");
    }

    @Test
    void aJobMayBeANumberAlone() {
        assertThat(TORQUE.submitted(Told.out("16\n")))
                .isEqualTo(new Submitted.Accepted(new JobId("16")));
        assertThat(TORQUE.submitted(Told.out("179.host\n"))).isEqualTo(new Submitted.Accepted(JOB));
    }

    @ParameterizedTest
    @CsvSource({
        "(Unknown queue MSG=cannot locate queue), see queue",
        "(Job exceeds queue resource limits MSG=cannot satisfy queue max walltime requirement), walltime",
        "(Maximum number of jobs already in queue MSG=total number of jobs), max_blocks",
        "(Illegal attribute or resource value for Resource_List.walltime), walltime",
    })
    void aRefusalSaysWhatToDo(String why, String remedy) {
        Submitted refused = TORQUE.submitted(Told.failed(170, "qsub: submit error " + why));

        assertThat(refused).isInstanceOf(Submitted.Refused.class);
        assertThat(((Submitted.Refused) refused).remedy()).contains(remedy);
    }

    @ParameterizedTest
    @CsvSource({
        "0,   00:09:00, COMPLETED",
        "3,   00:09:00, FAILED",
        "271, 00:09:00, CANCELLED",
        "271, 00:10:02, TIMEOUT",
        "-11, 00:10:02, TIMEOUT",
        "-10, 00:09:00, FAILED",
        "-1,  00:00:00, FAILED",
    })
    void anExitStatusSaysHowAJobEnded(String exit, String used, JobState state) {
        String text = JOBS.formatted("me", exit).replace("00:09:00", used);
        Map<JobId, JobStatus> jobs = known(answer(0, text, ""));

        assertThat(Told.of(jobs, "178.host").state()).isEqualTo(JobState.RUNNING);
        assertThat(Told.of(jobs, JOB.value()).state()).isEqualTo(state);
    }

    @ParameterizedTest
    @CsvSource({
        "Q, PENDING",
        "W, PENDING",
        "T, PENDING",
        "H, HELD",
        "S, HELD",
        "R, RUNNING",
        "E, RUNNING",
        "C, COMPLETED",
        "Z, UNKNOWN",
    })
    void aLetterIsAState(String letter, JobState state) {
        String text = "Job Id: 179.host\n    job_state = %s\n".formatted(letter);

        assertThat(Told.of(known(answer(0, text, "")), JOB.value()).state()).isEqualTo(state);
    }

    @Test
    void aJobThatIsHeldSaysHowItGoesOn() {
        String text = "Job Id: 179.host\n    job_state = H\n";

        assertThat(Told.of(known(answer(0, text, "")), JOB.value()).remedy())
                .contains("`qrls 179.host`");
    }

    @Test
    void anUnknownJobDoesNotHideTheOthers() {
        String text = "Job Id: 179.host\n    job_state = R\n";

        assertThat(known(answer(153, text, "qstat: Unknown Job Id Error 178.host\n")).keySet())
                .containsExactly(JOB);
        assertThat(known(answer(153, "", ""))).isEmpty();
        assertThat(TORQUE.read(answer(111, "", "qstat: cannot connect to server host (errno=111)")))
                .isInstanceOf(Reading.NoAnswer.class);
    }

    @Test
    void aJobIsFoundByItsNameAmongThoseOfItsOwner() throws Unreadable {
        String me = "ada";

        assertThat(TORQUE.found(Told.out(JOBS.formatted(me, "0")), "block-7", "ada")).contains(JOB);
        assertThat(TORQUE.found(Told.out(JOBS.formatted(me, "0")), "block", "ada")).isEmpty();
        assertThat(TORQUE.found(Told.out(JOBS.formatted("somebody", "0")), "block-7", "ada"))
                .isEmpty();
        assertThat(TORQUE.found(Told.failed(153, ""), "block-7", "ada")).isEmpty();
        assertThatThrownBy(() -> TORQUE.found(Told.failed(111, "cannot connect"), "block-7", "ada"))
                .isInstanceOf(Unreadable.class);
    }

    @Test
    void jobsThatHaveEndedBeforeDoNotGoOn() {
        assertThat(TORQUE.cancelled(Told.out(""))).isTrue();
        assertThat(
                        TORQUE.cancelled(
                                Told.failed(
                                        170,
                                        """
                                        qdel: Unknown Job Id Error 178.host
                                        qdel: Request invalid for state of job MSG=invalid state for job - COMPLETE 179.host
                                        """)))
                .isTrue();
        assertThat(
                        TORQUE.cancelled(
                                Told.failed(
                                        170,
                                        "qdel: Request invalid for state of job MSG=invalid state for job - EXITING 179.host")))
                .isFalse();
        assertThat(TORQUE.cancelled(Told.failed(1, ""))).isFalse();
    }
}

package org.beamlet.providers.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.beamlet.providers.BlockRequest;
import org.beamlet.providers.JobId;
import org.beamlet.providers.JobStatus;
import org.beamlet.providers.SubmitRefused;
import org.beamlet.providers.Verdict;
import org.beamlet.providers.cobalt.Cobalt;
import org.beamlet.providers.launcher.Launcher;
import org.beamlet.providers.pbs.PbsPro;
import org.beamlet.providers.slurm.Slurm;
import org.beamlet.providers.slurm.SlurmPlace;
import org.beamlet.providers.torque.Torque;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What batch systems say where they take no job, or let one wait. Recorded from Slurm 22.05 and
 * OpenPBS 23, and as sites' guides and reports of users quote it.
 */
class VerdictsTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static final Slurm SLURM =
            new Slurm(
                    new SlurmPlace("", "", "", "", ""),
                    0,
                    0,
                    "",
                    "",
                    true,
                    "",
                    Slurm.ID_PATTERN,
                    50,
                    Duration.ofMinutes(10),
                    LIMIT);

    private static final PbsPro PBS = new PbsPro("", "", 1, "", "", Duration.ofMinutes(1), LIMIT);
    private static final Torque TORQUE =
            new Torque("", "", 1, "", "", Duration.ofMinutes(1), LIMIT);
    private static final Cobalt COBALT = new Cobalt("", "", "", Duration.ofMinutes(10), LIMIT);

    private static void refuses(BatchSystem system, int exit, String said, Verdict verdict) {
        Submitted how = system.submitted(Told.failed(exit, said, "submit", "/b/block-7.sh"));

        assertThat(how).isInstanceOf(Submitted.Refused.class);
        Submitted.Refused refused = (Submitted.Refused) how;
        assertThat(refused.verdict()).as(said).isEqualTo(verdict);
        assertThat(refused.remedy()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    QOSMaxSubmitJobPerUserLimit    | OVER_LIMIT
                    QOSGrpSubmitJobsLimit          | OVER_LIMIT
                    AssocMaxSubmitJobLimit         | OVER_LIMIT
                    AssocMaxJobsLimit              | OVER_LIMIT
                    QOSMaxWallDurationPerJobLimit  | NEVER
                    AssocMaxWallDurationPerJobLimit | NEVER
                    QOSMaxNodePerJobLimit          | NEVER
                    QOSMinGRES                     | NEVER
                    AssocGrpCPUMinutesLimit        | NO_ALLOCATION
                    QOSGrpBillingMinutes           | NO_ALLOCATION
                    """)
    void theNameOfALimitOfSlurmTellsTheOneFromTheOther(String limit, Verdict verdict) {
        refuses(
                SLURM,
                1,
                "sbatch: error: "
                        + limit
                        + "\nsbatch: error: Batch job submission failed: Job violates accounting/QOS"
                        + " policy (job submit limit, user's size and/or time limits)",
                verdict);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    Job violates accounting/QOS policy (job submit limit, user's size and/or time limits) | OVER_LIMIT
                    Invalid account or account/partition combination specified              | BAD_ACCOUNT
                    Invalid qos specification                                               | NEVER
                    Invalid partition name specified                                        | NEVER
                    Requested time limit is invalid (missing or exceeds some limit)         | NEVER
                    Requested node configuration is not available                           | NEVER
                    Node count specification invalid                                        | NEVER
                    Required partition not available (inactive or drain)                    | MAINTENANCE
                    Required node not available (down, drained or reserved)                 | MAINTENANCE
                    bank_limit plugin: The requested time can not exceed the available balance. | NO_ALLOCATION
                    Unable to contact slurm controller (connect failure)                    | NONE
                    your account has jobs enough in this partition                          | NONE
                    a rule that nobody has heard of                                         | NONE
                    """)
    void aRefusalOfSlurmHasAVerdict(String said, Verdict verdict) {
        refuses(SLURM, 1, "sbatch: error: Batch job submission failed: " + said, verdict);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    38  | qsub: would exceed queue generic's per-user limit              | OVER_LIMIT
                    32  | qsub: Invalid account 'badproj' (request rejected by site hook) | BAD_ACCOUNT
                    1   | qsub: Account_Name is required to be set.                      | BAD_ACCOUNT
                    1   | qsub: Budgets: project with ee is not found                    | NONE
                    1   | qsub: No active allocation found for project APS and resource polaris | NO_ALLOCATION
                    173 | qsub: Queue is not enabled                                     | MAINTENANCE
                    188 | qsub: Job violates queue and/or server resource limits         | NEVER
                    1   | qsub: Job rejected by all possible destinations                | NEVER
                    170 | qsub: Unknown queue                                            | NEVER
                    159 | qsub: Unauthorized Request                                     | NEVER
                    1   | qsub: Resource: filesystems is required to be set.             | NEVER
                    160 | qsub: cannot connect to server pbs01 (errno=15008)             | NONE
                    32  | qsub: not on a Monday                                          | NONE
                    """)
    void aRefusalOfPbsHasAVerdict(int exit, String said, Verdict verdict) {
        refuses(PBS, exit, said, verdict);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    (Maximum number of jobs already in queue MSG=total number of jobs) | OVER_LIMIT
                    (Queue is not enabled MSG=queue not enabled: batch)                | MAINTENANCE
                    (Job exceeds queue resource limits MSG=cannot satisfy queue max walltime requirement) | NEVER
                    (Unknown queue MSG=cannot locate queue)                            | NEVER
                    """)
    void aRefusalOfTorqueHasAVerdict(String said, Verdict verdict) {
        refuses(TORQUE, 170, "qsub: submit error " + said, verdict);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    The limit of 20 jobs per user in the 'default' queue has been reached | OVER_LIMIT
                    System draining. Try again later                                  | MAINTENANCE
                    Queue 'nosuch' does not exist                                     | NEVER
                    node count out of realistic range                                 | NEVER
                    Can't connect to the queue manager                                | NONE
                    """)
    void aRefusalOfCobaltHasAVerdict(String said, Verdict verdict) {
        refuses(COBALT, 1, said, verdict);
    }

    private static Verdict slurm(String reason) {
        Map<JobId, JobStatus> jobs =
                Told.known(SLURM.read(Told.out("7|PENDING|" + reason + "|\n")));
        return Told.of(jobs, "7").verdict();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    PartitionTimeLimit            | NEVER
                    PartitionNodeLimit            | NEVER
                    BadConstraints                | NEVER
                    InvalidAccount                | BAD_ACCOUNT
                    AccountNotAllowed             | BAD_ACCOUNT
                    AssocGrpCPUMinutesLimit       | NO_ALLOCATION
                    AssocGrpBillingMinutes        | NO_ALLOCATION
                    AssocGrpCPURunMinutesLimit    | NONE
                    AssocMaxJobsLimit             | OVER_LIMIT
                    QOSMaxJobsPerUserLimit        | OVER_LIMIT
                    MaxJobsPerAccount             | OVER_LIMIT
                    PartitionDown                 | MAINTENANCE
                    PartitionInactive             | MAINTENANCE
                    'ReqNodeNotAvail, Reserved for maintenance' | MAINTENANCE
                    ReqNodeNotAvail,_Reserved_for_maintenance   | MAINTENANCE
                    'ReqNodeNotAvail, May be reserved for other job' | NONE
                    Resources                     | NONE
                    Priority                      | NONE
                    """)
    void aReasonOfSlurmHasAVerdict(String reason, Verdict verdict) {
        assertThat(slurm(reason)).isEqualTo(verdict);
    }

    private static JobStatus pbs(String comment) {
        String json =
                """
                {"Jobs": {"7.pbs01": {"job_state": "Q", "queue": "small", "comment": "%s"}}}
                """
                        .formatted(comment);
        List<String> asked = List.of("qstat", "-x", "-f", "-F", "json", "7.pbs01");
        return Told.of(
                Told.known(PBS.read(Told.out(json, asked.toArray(String[]::new)))), "7.pbs01");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    Can Never Run: Insufficient amount of resource: ncpus (R: 64 A: 2 T: 2) | NEVER
                    Can Never Run: Insufficient amount of server resource: eagle_fs (True != False) | MAINTENANCE
                    Not Running: Queue not started.                              | MAINTENANCE
                    Not Running: User has reached queue debug running job limit. | OVER_LIMIT
                    Not Running: Not enough free nodes available                 | NONE
                    """)
    void aCommentOfPbsHasAVerdict(String comment, Verdict verdict) {
        assertThat(pbs(comment).verdict()).isEqualTo(verdict);
    }

    @Test
    void aJobOfARoutingQueueTellsWhereItIsByNow() {
        assertThat(pbs("Not Running: Not enough free nodes available").queue()).isEqualTo("small");
    }

    @TempDir Path folder;

    /** One provider, two queues: each block says which of them it is asked of. */
    @Test
    void aBlockIsAskedOfItsQueueAndARefusalSaysItsVerdict() {
        Map<String, String> scripts = new HashMap<>();
        BatchSystem debug = PBS.at(new QueuePlace("debug", "", "APS", Duration.ofHours(1)));
        BatchSystem prod = PBS.at(new QueuePlace("prod", "", "APS", Duration.ofHours(2)));
        BatchProvider provider =
                new BatchProvider(
                        List.of(debug, prod),
                        new LocalSite((command, _) -> {
                            scripts.put(command.get(2), String.join(" ", command));
                            return command.get(2).equals("debug")
                                    ? Told.failed(
                                            38, "qsub: would exceed queue generic's per-user limit")
                                    : Told.out("8.pbs01\n");
                        }),
                        () -> 0);
        BlockRequest block =
                new BlockRequest("block-7", folder, 1, "", "exec node", new Launcher.Simple());

        assertThat(provider.submit(block.in(1))).isEqualTo(new JobId("8.pbs01"));
        assertThat(folder.resolve("block-7.sh")).content().contains("walltime=02:00:00");
        assertThat(scripts.get("prod")).contains("-q prod -A APS");
        assertThatThrownBy(() -> provider.submit(block))
                .asInstanceOf(type(SubmitRefused.class))
                .extracting(SubmitRefused::verdict)
                .isEqualTo(Verdict.OVER_LIMIT);
    }
}

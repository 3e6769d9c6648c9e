package org.beamlet.providers.pbs;

import java.util.List;
import org.beamlet.providers.Verdict;
import org.beamlet.providers.pbs.PbsErrors.Refusal;

/** Why PBS Pro takes no job, in its own words and in those of sites; the first that fits counts. */
final class PbsRefusals {
    private static final String ACCOUNT = "see account, and who may use it";
    private static final String FILES = "add `#PBS -l filesystems=...` to scheduler_options";
    private static final String RENEW =
            "the hours of account are used up, or its time is over: have it renewed, or see account";

    static final List<Refusal> ALL =
            List.of(
                    new Refusal(
                            "cannot connect",
                            160,
                            Verdict.NONE,
                            "wait until the PBS server is back"),
                    new Refusal(
                            "unknown queue",
                            170,
                            Verdict.NEVER,
                            "see queue, and `qstat -Q` for those there are"),
                    new Refusal(
                            "queue is not enabled",
                            173,
                            Verdict.MAINTENANCE,
                            "ask for another queue: see `qstat -Q` for those that take jobs"),
                    new Refusal(
                            "unauthorized request",
                            159,
                            Verdict.NEVER,
                            "ask for another queue, or see who may use this one"),
                    // Of a routing queue, behind which none takes the job.
                    new Refusal(
                            "rejected by all possible destinations",
                            0,
                            Verdict.NEVER,
                            "see walltime and nodes_per_block, and the limits of the queues behind this one"),
                    new Refusal(
                            "queue and/or server resource limits",
                            188,
                            Verdict.NEVER,
                            "see walltime, nodes_per_block and cpus_per_node, and `qstat -Qf` for what the queue allows"),
                    new Refusal(
                            "would exceed",
                            38,
                            Verdict.OVER_LIMIT,
                            "lower max_blocks, or wait until other jobs of yours have ended"),
                    new Refusal(
                            "unknown resource",
                            187,
                            Verdict.NEVER,
                            "see select_options and scheduler_options"),
                    new Refusal(
                            "illegal attribute or resource value",
                            166,
                            Verdict.NEVER,
                            "see walltime, select_options and scheduler_options"),
                    new Refusal(
                            "cannot be used with select",
                            6,
                            Verdict.NEVER,
                            "take `-l nodes` out of scheduler_options: nodes_per_block asks for them"),
                    new Refusal(
                            "script file:",
                            1,
                            Verdict.NONE,
                            "see that the endpoint's folder can be read where qsub runs"),
                    new Refusal("illegal -", 2, Verdict.NEVER, "see scheduler_options"),
                    new Refusal("filesystems is required", 0, Verdict.NEVER, FILES),
                    new Refusal("filesystem", 0, Verdict.NONE, FILES),
                    new Refusal("no active allocation", 0, Verdict.NO_ALLOCATION, RENEW),
                    new Refusal("invalid account", 0, Verdict.BAD_ACCOUNT, ACCOUNT),
                    new Refusal("account_name is required", 0, Verdict.BAD_ACCOUNT, ACCOUNT),
                    // What a rule of a site's own says is not known well enough to stop for.
                    new Refusal("account", 0, Verdict.NONE, ACCOUNT),
                    new Refusal("allocation", 0, Verdict.NO_ALLOCATION, RENEW),
                    new Refusal("project", 0, Verdict.NONE, ACCOUNT),
                    new Refusal(
                            "rejected",
                            32,
                            Verdict.NONE,
                            "see account, queue and scheduler_options: a rule of the site's own rejects the job"));

    private PbsRefusals() {}
}

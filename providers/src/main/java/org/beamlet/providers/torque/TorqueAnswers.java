package org.beamlet.providers.torque;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.beamlet.providers.JobId;
import org.beamlet.providers.Verdict;
import org.beamlet.providers.batch.Reading;
import org.beamlet.providers.batch.Submitted;
import org.beamlet.providers.batch.Unreadable;
import org.beamlet.providers.command.CommandResult;
import org.beamlet.providers.pbs.PbsErrors;
import org.beamlet.providers.pbs.PbsErrors.Refusal;
import org.beamlet.providers.pbs.PbsIds;
import org.beamlet.providers.pbs.PbsJob;
import org.beamlet.providers.pbs.PbsText;

/** Reads what Torque's commands print. */
final class TorqueAnswers {
    private static final String LIMITS =
            "see walltime, nodes_per_block and cpus_per_node, and `qstat -Qf` for what the queue allows";

    private static final List<Refusal> REFUSALS =
            List.of(
                    new Refusal(
                            "cannot connect",
                            0,
                            Verdict.NONE,
                            "wait until the Torque server is back"),
                    new Refusal(
                            "unknown queue",
                            0,
                            Verdict.NEVER,
                            "see queue, and `qstat -Q` for those there are"),
                    new Refusal(
                            "queue is not enabled",
                            0,
                            Verdict.MAINTENANCE,
                            "ask for another queue: see `qstat -Q` for those that take jobs"),
                    new Refusal("exceeds queue resource limits", 0, Verdict.NEVER, LIMITS),
                    new Refusal("violates queue", 0, Verdict.NEVER, LIMITS),
                    new Refusal(
                            "maximum number of jobs",
                            0,
                            Verdict.OVER_LIMIT,
                            "lower max_blocks, or wait until other jobs of yours have ended"),
                    new Refusal("unknown resource", 0, Verdict.NEVER, "see scheduler_options"),
                    new Refusal(
                            "illegal attribute",
                            0,
                            Verdict.NEVER,
                            "see walltime and scheduler_options"),
                    new Refusal("invalid account", 0, Verdict.BAD_ACCOUNT, "see account"),
                    new Refusal("account", 0, Verdict.NONE, "see account"),
                    new Refusal(
                            "unauthorized request",
                            0,
                            Verdict.NEVER,
                            "ask for another queue, or see who may use this one"),
                    new Refusal("illegal -", 0, Verdict.NEVER, "see scheduler_options"));

    /** A job that has ended is there for a while. */
    private static final Pattern ENDED =
            Pattern.compile("Unknown Job I[dD]|invalid state for job - COMPLETE");

    private TorqueAnswers() {}

    static Submitted submitted(CommandResult answer) {
        return PbsErrors.submitted(
                answer,
                REFUSALS,
                "see `beamlet endpoint check` for the script, and mend what Torque names");
    }

    static Reading read(CommandResult answer) {
        return answer.succeeded() || PbsErrors.areGone(answer)
                ? new Reading.Known(
                        PbsIds.asked(
                                PbsText.jobs(answer.stdout()), answer.command(), TorqueState::of))
                : new Reading.NoAnswer(answer.told());
    }

    /** Where there are no jobs at all, a relative of Torque says the same as of an unknown one. */
    static Optional<JobId> found(CommandResult answer, String name, String user) throws Unreadable {
        if (!answer.succeeded() && !PbsErrors.areGone(answer)) {
            throw new Unreadable(answer.told());
        }
        return PbsText.jobs(answer.stdout()).stream()
                .filter(job -> job.attribute("Job_Name").equals(name))
                .filter(job -> owner(job).equals(user))
                .map(job -> new JobId(job.id()))
                .findFirst();
    }

    /** In front of the host. */
    private static String owner(PbsJob job) {
        return job.attribute("Job_Owner").split("[@(]", 2)[0];
    }

    static boolean haveEnded(CommandResult answer) {
        return !answer.stderr().isBlank()
                && answer.stderr()
                        .lines()
                        .filter(line -> !line.isBlank())
                        .allMatch(line -> ENDED.matcher(line).find());
    }
}

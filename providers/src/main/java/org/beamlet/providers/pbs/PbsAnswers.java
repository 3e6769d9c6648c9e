package org.beamlet.providers.pbs;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beamlet.providers.JobId;
import org.beamlet.providers.JobStatus;
import org.beamlet.providers.batch.Reading;
import org.beamlet.providers.batch.Submitted;
import org.beamlet.providers.batch.Unreadable;
import org.beamlet.providers.command.CommandResult;
import org.beamlet.providers.pbs.PbsErrors.Refusal;

/** Reads what PBS Pro's commands print. */
final class PbsAnswers {
    private static final List<Refusal> REFUSALS =
            List.of(
                    new Refusal("cannot connect", 160, "wait until the PBS server is back"),
                    new Refusal(
                            "unknown queue", 170, "see queue, and `qstat -Q` for those there are"),
                    new Refusal(
                            "queue is not enabled",
                            173,
                            "ask for another queue: see `qstat -Q` for those that take jobs"),
                    new Refusal(
                            "unauthorized request",
                            159,
                            "ask for another queue, or see who may use this one"),
                    new Refusal(
                            "queue and/or server resource limits",
                            188,
                            "see walltime, nodes_per_block and cpus_per_node, and `qstat -Qf` for what the queue allows"),
                    new Refusal(
                            "would exceed",
                            38,
                            "lower max_blocks, or wait until other jobs of yours have ended"),
                    new Refusal(
                            "unknown resource", 187, "see select_options and scheduler_options"),
                    new Refusal(
                            "illegal attribute or resource value",
                            166,
                            "see walltime, select_options and scheduler_options"),
                    new Refusal(
                            "cannot be used with select",
                            6,
                            "take `-l nodes` out of scheduler_options: nodes_per_block asks for them"),
                    new Refusal(
                            "script file:",
                            1,
                            "see that the endpoint's folder can be read where qsub runs"),
                    new Refusal("illegal -", 2, "see scheduler_options"),
                    new Refusal(
                            "filesystem", 0, "add `#PBS -l filesystems=...` to scheduler_options"),
                    new Refusal("account", 0, "see account"),
                    new Refusal("allocation", 0, "see account"),
                    new Refusal("project", 0, "see account"),
                    new Refusal(
                            "rejected",
                            32,
                            "see account, queue and scheduler_options: a rule of the site's own rejects the job"));

    private PbsAnswers() {}

    static Submitted submitted(CommandResult answer) {
        return PbsErrors.submitted(
                answer,
                REFUSALS,
                "see `beamlet endpoint check` for the script, and mend what PBS names");
    }

    static Reading read(CommandResult answer) {
        boolean gone = !answer.succeeded() && PbsErrors.areGone(answer);
        if (!answer.succeeded() && !gone) {
            return new Reading.NoAnswer(answer.told());
        }
        if (gone && answer.stdout().isBlank()) {
            return new Reading.Known(Map.of());
        }
        return PbsJson.jobs(answer.stdout())
                .<Reading>map(jobs ->
                        new Reading.Known(PbsIds.asked(jobs, answer.command(), PbsState::of)))
                .orElseGet(() ->
                        new Reading.NoAnswer(
                                answer.told() + ": what it printed cannot be read to its end"));
    }

    /** Of a job that has ended nothing is shown. */
    static Optional<JobStatus> shown(CommandResult answer, JobId job) {
        return answer.succeeded()
                ? Optional.ofNullable(
                        PbsIds.asked(
                                        PbsText.jobs(answer.stdout()),
                                        List.of(job.value()),
                                        PbsState::of)
                                .get(job))
                : Optional.empty();
    }

    static Optional<JobId> found(CommandResult answer) throws Unreadable {
        if (!answer.succeeded()) {
            throw new Unreadable(answer.told());
        }
        Optional<JobId> first = PbsIds.first(answer.stdout());
        if (first.isEmpty() && !answer.stdout().isBlank()) {
            throw new Unreadable(answer.stdout().strip());
        }
        return first;
    }
}

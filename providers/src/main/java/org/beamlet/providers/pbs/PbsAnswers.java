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

/** Reads what PBS Pro's commands print. */
final class PbsAnswers {
    private PbsAnswers() {}

    static Submitted submitted(CommandResult answer) {
        return PbsErrors.submitted(
                answer,
                PbsRefusals.ALL,
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

package org.beamlet.providers.cobalt;

import java.util.Locale;
import org.beamlet.providers.JobState;
import org.beamlet.providers.JobStatus;
import org.beamlet.providers.Verdict;

/** What Cobalt's words for states mean. */
final class CobaltState {
    private CobaltState() {}

    static JobStatus of(String job, String word) {
        String state = word.toLowerCase(Locale.ROOT);
        return switch (state) {
            case "queued", "starting", "pending" -> JobStatus.of(JobState.PENDING);
            // Its processes are being ended, its nodes not yet given back.
            case "running", "exiting", "killing", "preempting" -> JobStatus.of(JobState.RUNNING);
            // These Cobalt itself lets go on.
            case "maxrun_hold" ->
                    JobStatus.waits(
                            "maxrun_hold: as many jobs of yours run as the queue allows",
                            "",
                            Verdict.OVER_LIMIT);
            case "preempted" -> JobStatus.of(JobState.PENDING, "preempted: it starts once more");
            case "admin_hold" ->
                    JobStatus.of(
                            JobState.HELD,
                            state,
                            "ask the site why: only its administrators can `qrls %s`"
                                    .formatted(job));
            case "dep_hold", "dep_fail" ->
                    JobStatus.of(
                            JobState.HELD,
                            state,
                            "see the dependency in scheduler_options; `qrls --dependencies %s` lets it start"
                                    .formatted(job));
            default ->
                    state.endsWith("hold")
                            ? JobStatus.of(
                                    JobState.HELD, state, "`qrls %s` lets it start".formatted(job))
                            : JobStatus.of(JobState.UNKNOWN, state);
        };
    }
}

package org.beamlet.providers.torque;

import java.util.Map;
import org.beamlet.providers.JobState;
import org.beamlet.providers.JobStatus;
import org.beamlet.providers.pbs.PbsEnds;
import org.beamlet.providers.pbs.PbsEnds.Cause;
import org.beamlet.providers.pbs.PbsJob;

/** What Torque's letters and exit statuses mean. */
final class TorqueState {
    private static final String SITE = "tell the site, whose Torque has the log of it";

    /** As its manual has them. */
    private static final PbsEnds ENDS =
            new PbsEnds(
                    -11,
                    Map.ofEntries(
                            Map.entry(-1, new Cause("could not be started", SITE)),
                            Map.entry(-2, new Cause("could not be started", SITE)),
                            Map.entry(-3, new Cause("could not be started on its node", "")),
                            Map.entry(-4, new Cause("its node was restarted", "")),
                            Map.entry(-5, new Cause("its node was restarted", "")),
                            Map.entry(-6, new Cause("its node was restarted", "")),
                            Map.entry(-7, new Cause("could not be started once more", SITE)),
                            Map.entry(-8, new Cause("its script could not be run", SITE)),
                            Map.entry(
                                    -9,
                                    new Cause(
                                            "its stdout or stderr could not be opened",
                                            "see that the endpoint's folder can be written on the nodes")),
                            Map.entry(
                                    -10,
                                    new Cause(
                                            "used more memory than it asked for",
                                            "ask for more in scheduler_options, or run fewer workers on a node")),
                            Map.entry(
                                    -12,
                                    new Cause(
                                            "used more CPU time than its queue allows",
                                            "ask for another queue, or lower walltime")),
                            Map.entry(-13, new Cause("its control groups could not be made", SITE)),
                            Map.entry(-14, new Cause("the site's prologue failed", SITE))));

    private TorqueState() {}

    static JobStatus of(PbsJob job) {
        String comment = job.attribute("comment");
        return switch (job.state()) {
            case "Q", "W", "T" -> JobStatus.of(JobState.PENDING, comment);
            case "H" ->
                    JobStatus.of(
                            JobState.HELD,
                            comment.isEmpty() ? "held" : comment,
                            "`qrls %s` lets it start".formatted(job.id()));
            case "S" ->
                    JobStatus.of(
                            JobState.HELD,
                            comment.isEmpty() ? "suspended" : comment,
                            "wait: Torque lets it go on once its nodes are free");
            // What it printed is being copied: its nodes are not yet given back.
            case "R", "E" -> JobStatus.of(JobState.RUNNING);
            case "C" ->
                    job.exit().isPresent()
                            ? ENDS.of(job, job.exit().getAsInt())
                            : JobStatus.of(
                                    JobState.COMPLETED, "ended; the batch system does not say how");
            default -> JobStatus.of(JobState.UNKNOWN, "state '%s'".formatted(job.state()));
        };
    }
}

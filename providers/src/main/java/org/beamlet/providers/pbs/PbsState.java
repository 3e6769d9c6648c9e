package org.beamlet.providers.pbs;

import java.util.Map;
import java.util.regex.Pattern;
import org.beamlet.providers.JobState;
import org.beamlet.providers.JobStatus;
import org.beamlet.providers.Verdict;

/** What PBS Pro's letters, comments and exit statuses mean. */
final class PbsState {
    private static final String MEMORY =
            "ask for more memory in select_options, or run fewer workers on a node";
    private static final String CORES = "raise cpus_per_node, or run fewer workers on a node";
    private static final String SITE = "tell the site, whose PBS has the log of it";

    private static final PbsEnds ENDS =
            new PbsEnds(
                    -29,
                    Map.ofEntries(
                            cause(-1, "could not be started", SITE),
                            cause(-2, "could not be started", SITE),
                            cause(-3, "could not be started on its node", ""),
                            cause(-4, "its node was restarted", ""),
                            cause(-5, "its node was restarted", ""),
                            cause(-6, "its node was restarted", ""),
                            cause(-24, "used more cores than it asked for, for a moment", CORES),
                            cause(-25, "used more cores than it asked for", CORES),
                            cause(-26, "used more virtual memory than it asked for", MEMORY),
                            cause(-27, "used more memory than it asked for", MEMORY),
                            cause(
                                    -28,
                                    "used more CPU time than its queue allows",
                                    "ask for another queue, or lower walltime")));

    /** The substate of a job that was deleted. */
    private static final String DELETED = "91";

    private static final String HOPELESS = "Can Never Run";

    /** What the server has none of at all is not more than there is: a person took it away. */
    private static final String SERVER_RESOURCE =
            HOPELESS + ": Insufficient amount of server resource";

    private static final Pattern LIMITS =
            Pattern.compile("(?i)running job limit|job limit has been reached|would exceed");

    private PbsState() {}

    private static Map.Entry<Integer, PbsEnds.Cause> cause(int exit, String why, String remedy) {
        return Map.entry(exit, new PbsEnds.Cause(why, remedy));
    }

    /** A job in a routing queue has the name of another queue once it was moved there. */
    static JobStatus of(PbsJob job) {
        JobStatus status = state(job);
        return status.state().terminal() ? status : status.in(job.attribute("queue"));
    }

    private static JobStatus state(PbsJob job) {
        String comment = job.attribute("comment");
        return switch (job.state()) {
            case "Q", "W", "T" -> pending(comment);
            case "H" -> held(job, comment);
            case "S" ->
                    JobStatus.of(
                            JobState.HELD,
                            comment.isEmpty() ? "suspended" : comment,
                            "wait: PBS lets it go on once its nodes are free");
            case "U" ->
                    JobStatus.of(
                            JobState.HELD,
                            "suspended while somebody works at its machine",
                            "ask for another queue");
            // It has ended, and what it printed is being copied: its nodes are not yet given back.
            case "E" -> JobStatus.of(JobState.RUNNING);
            case "R", "B" -> JobStatus.of(JobState.RUNNING);
            case "F", "X" -> ended(job, comment);
            case "M" -> JobStatus.of(JobState.UNKNOWN, "moved to another server");
            default -> JobStatus.of(JobState.UNKNOWN, "state '%s'".formatted(job.state()));
        };
    }

    private static JobStatus pending(String comment) {
        if (comment.contains(SERVER_RESOURCE)) {
            return JobStatus.waits(
                    comment,
                    "wait: something that every job of this kind needs, such as a file system, is marked as down",
                    Verdict.MAINTENANCE);
        }
        if (comment.startsWith(HOPELESS)) {
            return JobStatus.waits(
                    comment,
                    "lower nodes_per_block or cpus_per_node, see select_options, or ask for another queue",
                    Verdict.NEVER);
        }
        return JobStatus.waits(
                comment,
                "",
                comment.contains("Queue not started")
                        ? Verdict.MAINTENANCE
                        : LIMITS.matcher(comment).find() ? Verdict.OVER_LIMIT : Verdict.NONE);
    }

    private static JobStatus held(PbsJob job, String comment) {
        String holds = job.attribute("Hold_Types");
        String id = job.id();
        String who = "held";
        String remedy = "`qrls %s` lets it start".formatted(id);
        if (holds.contains("u")) {
            who = "held by its owner";
        } else if (!job.attribute("depend").isEmpty()) {
            who = "held for another job";
            remedy = "wait for that job, or see the dependency in scheduler_options";
        } else if (holds.contains("o") || holds.contains("s") || holds.contains("p")) {
            who = "held by the site";
            remedy = "ask the site why: `qrls -h %s %s` lets it start".formatted(holds, id);
        }
        return JobStatus.of(JobState.HELD, comment.isEmpty() ? who : comment, remedy);
    }

    /** A job that never ran has no exit status. */
    private static JobStatus ended(PbsJob job, String comment) {
        if (job.exit().isPresent()) {
            return ENDS.of(job, job.exit().getAsInt());
        }
        if (job.attribute("substate").equals(DELETED)) {
            return JobStatus.of(
                    JobState.CANCELLED, comment.isEmpty() ? "deleted before it ran" : comment, "");
        }
        return job.attribute("depend").isEmpty()
                ? JobStatus.of(
                        JobState.FAILED,
                        comment.isEmpty() ? "ended before it ran" : comment,
                        "see `qstat -x -f %s`".formatted(job.id()))
                : JobStatus.of(
                        JobState.FAILED,
                        "ended before it ran: it waited for a job that cannot end as it should",
                        "see the dependency in scheduler_options");
    }
}

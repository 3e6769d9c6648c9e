package org.beamlet.providers.cobalt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.beamlet.providers.JobId;
import org.beamlet.providers.JobStatus;
import org.beamlet.providers.Verdict;
import org.beamlet.providers.batch.Reading;
import org.beamlet.providers.batch.Submitted;
import org.beamlet.providers.batch.Unreadable;
import org.beamlet.providers.command.CommandResult;

/** Reads what Cobalt's commands print. */
final class CobaltAnswers {
    private record Refusal(String words, Verdict verdict, String remedy) {}

    private static final String TIME = "see walltime, and `qstat -Q` for what a queue allows";
    private static final String QUEUE = "see queue, and `qstat -Q` for those there are";

    /** Cobalt's words, the more special first, and what to do. */
    private static final List<Refusal> REFUSALS =
            List.of(
                    new Refusal(
                            "connect to",
                            Verdict.NONE,
                            "wait until Cobalt's queue manager is back"),
                    new Refusal(
                            "jobs per user",
                            Verdict.OVER_LIMIT,
                            "lower max_blocks, or wait until other jobs of yours have ended"),
                    new Refusal(
                            "draining", Verdict.MAINTENANCE, "wait until Cobalt takes jobs again"),
                    new Refusal(
                            "is dead",
                            Verdict.MAINTENANCE,
                            "wait until the queue takes jobs again, or ask for another"),
                    new Refusal("node count", Verdict.NEVER, "see nodes_per_block"),
                    new Refusal("walltime greater", Verdict.NEVER, TIME),
                    new Refusal("walltime less", Verdict.NEVER, TIME),
                    new Refusal("walltime", Verdict.NONE, TIME),
                    new Refusal("does not exist", Verdict.NEVER, QUEUE),
                    new Refusal("queue", Verdict.NONE, QUEUE),
                    new Refusal("invalid time", Verdict.NEVER, TIME),
                    new Refusal("time", Verdict.NONE, TIME),
                    new Refusal(
                            "allocation",
                            Verdict.NO_ALLOCATION,
                            "the hours of account are used up, or its time is over: have it renewed"),
                    new Refusal("project", Verdict.NONE, "see account"),
                    new Refusal("attrs", Verdict.NONE, "see scheduler_options"),
                    new Refusal("option", Verdict.NONE, "see scheduler_options"));

    private CobaltAnswers() {}

    /** What a site's rules have changed stands in front of the number. */
    static Submitted submitted(CommandResult answer) {
        if (!answer.succeeded()) {
            return answer.stderr().isBlank() && answer.stdout().isBlank()
                    ? new Submitted.Unsure(answer.told())
                    : refused(said(answer));
        }
        return answer.stdout()
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .reduce((_, last) -> last)
                .filter(line -> line.matches("\\d+"))
                .<Submitted>map(id -> new Submitted.Accepted(new JobId(id)))
                .orElseGet(() ->
                        new Submitted.Unsure("qsub names no job: " + answer.stdout().strip()));
    }

    /** Some of its errors Cobalt prints to stdout. */
    private static String said(CommandResult answer) {
        return answer.stderr().isBlank()
                ? answer.told() + ": " + answer.stdout().strip()
                : answer.told();
    }

    private static Submitted refused(String why) {
        // In front of it stands the command, in which the words are as well.
        String said = why.substring(why.lastIndexOf("` (") + 1).toLowerCase(Locale.ROOT);
        return REFUSALS.stream()
                .filter(one -> said.contains(one.words()))
                .findFirst()
                .map(one -> new Submitted.Refused(why, one.remedy(), one.verdict()))
                .orElseGet(() ->
                        new Submitted.Refused(
                                why,
                                "see `beamlet endpoint check` for the script, and mend what Cobalt names",
                                Verdict.NONE));
    }

    /** Rows of id and state. Of jobs that are all unknown it prints nothing, and fails with 1. */
    static Reading read(CommandResult answer) {
        try {
            Map<JobId, JobStatus> jobs = new HashMap<>();
            for (List<String> row : table(answer, 2)) {
                jobs.put(new JobId(row.getFirst()), CobaltState.of(row.getFirst(), row.getLast()));
            }
            return new Reading.Known(jobs);
        } catch (Unreadable e) {
            return new Reading.NoAnswer(String.valueOf(e.getMessage()));
        }
    }

    /** Rows of id and name. */
    static Optional<JobId> found(CommandResult answer, String name) throws Unreadable {
        return table(answer, 2).stream()
                .filter(row -> row.getLast().equals(name))
                .map(row -> new JobId(row.getFirst()))
                .findFirst();
    }

    private static List<List<String>> table(CommandResult answer, int columns) throws Unreadable {
        boolean silent = answer.stdout().isBlank() && answer.stderr().isBlank();
        if (silent && answer.exit() <= 1) {
            return List.of();
        }
        List<List<String>> rows = new ArrayList<>();
        boolean ruled = false;
        for (String line : answer.stdout().lines().toList()) {
            List<String> words = List.of(line.strip().split("\\s+"));
            if (line.strip().startsWith("===")) {
                ruled = true;
            } else if (ruled && words.size() == columns && words.getFirst().matches("\\d+")) {
                rows.add(words);
            }
        }
        if (!answer.succeeded() || (!ruled && !answer.stdout().isBlank())) {
            throw new Unreadable(said(answer));
        }
        return rows;
    }
}

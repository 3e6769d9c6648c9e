package org.beamlet.providers.cobalt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.beamlet.providers.JobId;
import org.beamlet.providers.JobStatus;
import org.beamlet.providers.batch.Reading;
import org.beamlet.providers.batch.Submitted;
import org.beamlet.providers.batch.Unreadable;
import org.beamlet.providers.command.CommandResult;

/** Reads what Cobalt's commands print. */
final class CobaltAnswers {
    /** Cobalt's words, and what to do. */
    private static final List<Map.Entry<String, String>> REFUSALS =
            List.of(
                    Map.entry("connect to", "wait until Cobalt's queue manager is back"),
                    Map.entry("draining", "wait until Cobalt takes jobs again"),
                    Map.entry("queue", "see queue, and `qstat -Q` for those there are"),
                    Map.entry("node count", "see nodes_per_block"),
                    Map.entry("walltime", "see walltime, and `qstat -Q` for what a queue allows"),
                    Map.entry("time", "see walltime, and `qstat -Q` for what a queue allows"),
                    Map.entry("project", "see account"),
                    Map.entry("attrs", "see scheduler_options"),
                    Map.entry("option", "see scheduler_options"));

    private CobaltAnswers() {}

    /** What a site's rules have changed stands in front of the number. */
    static Submitted submitted(CommandResult answer) {
        if (!answer.succeeded()) {
            return answer.stderr().isBlank() && answer.stdout().isBlank()
                    ? new Submitted.Unsure(answer.told())
                    : new Submitted.Refused(said(answer), remedy(said(answer)));
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

    private static String remedy(String why) {
        // In front of it stands the command, in which the words are as well.
        String said = why.substring(why.lastIndexOf("` (") + 1).toLowerCase(Locale.ROOT);
        return REFUSALS.stream()
                .filter(one -> said.contains(one.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("see `beamlet endpoint check` for the script, and mend what Cobalt names");
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

package org.beamlet.providers.slurm;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.beamlet.providers.JobId;
import org.beamlet.providers.JobStatus;
import org.beamlet.providers.batch.Reading;
import org.beamlet.providers.batch.Submitted;
import org.beamlet.providers.batch.Unreadable;
import org.beamlet.providers.command.CommandResult;

/** Reads what Slurm's commands print. */
final class SlurmAnswers {
    /**
     * All asked for have been forgotten; where one has not, Slurm does not say so of the others.
     */
    private static final String FORGOTTEN = "Invalid job id specified";

    /** The controller was reached, and may have taken what it was sent. */
    private static final Pattern CUT_OFF =
            Pattern.compile(
                    "timed out on send/recv|Zero Bytes were transmitted|Unexpected message");

    private static final Pattern FIELD = Pattern.compile("(?:^| )(\\w+)=(\\S*)");

    private SlurmAnswers() {}

    static Submitted submitted(CommandResult answer, String idPattern) {
        if (!answer.succeeded()) {
            return CUT_OFF.matcher(answer.stderr()).find()
                    ? new Submitted.Unsure(answer.told())
                    : SlurmRefusals.of(answer);
        }
        // Python and Java differ in how a group is named.
        Pattern pattern = Pattern.compile(idPattern.replace("(?P<", "(?<"));
        return answer.stdout()
                .lines()
                .map(pattern::matcher)
                .filter(Matcher::find)
                .map(match -> match.group("id"))
                .filter(id -> id != null && id.matches("\\w+"))
                .findFirst()
                .<Submitted>map(id -> new Submitted.Accepted(new JobId(id)))
                .orElseGet(() ->
                        new Submitted.Unsure(
                                "regex_job_id '%s' finds no job in what sbatch printed: %s"
                                        .formatted(idPattern, answer.stdout().strip())));
    }

    /** Lines of {@code id|state|reason|nodes}. */
    static Reading queue(CommandResult answer) {
        if (!answer.succeeded()) {
            return answer.stderr().contains(FORGOTTEN)
                    ? new Reading.Known(Map.of())
                    : new Reading.NoAnswer(answer.told());
        }
        Map<JobId, JobStatus> jobs = new HashMap<>();
        for (String[] words : table(answer.stdout(), 4)) {
            jobs.put(
                    new JobId(words[0]), SlurmState.of(words[0], words[1], words[2], words[3], ""));
        }
        return new Reading.Known(jobs);
    }

    /** One line of {@code KEY=VALUE}. */
    static Optional<JobStatus> shown(CommandResult answer) {
        if (!answer.succeeded()) {
            return Optional.empty();
        }
        Map<String, String> fields =
                FIELD.matcher(answer.stdout())
                        .results()
                        .collect(
                                Collectors.toMap(
                                        one -> one.group(1),
                                        one -> one.group(2),
                                        (first, _) -> first));
        String state = fields.getOrDefault("JobState", "");
        return state.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        SlurmState.of(
                                fields.getOrDefault("JobId", ""),
                                state,
                                fields.getOrDefault("Reason", ""),
                                fields.getOrDefault("NodeList", ""),
                                fields.getOrDefault("ExitCode", "")));
    }

    /** Lines of {@code id|state|exit|reason|nodes}; of a job that was requeued, several. */
    static Optional<JobStatus> accounted(CommandResult answer, JobId job) {
        return answer.succeeded()
                ? table(answer.stdout(), 5).stream()
                        .filter(words -> words[0].equals(job.value()))
                        .reduce((_, last) -> last)
                        .map(words ->
                                SlurmState.of(words[0], words[1], words[3], words[4], words[2]))
                : Optional.empty();
    }

    /** Lines of {@code id|name}. */
    static Optional<JobId> found(CommandResult answer, String name) throws Unreadable {
        if (!answer.succeeded()) {
            throw new Unreadable(answer.told());
        }
        return table(answer.stdout(), 2).stream()
                .filter(words -> words[1].equals(name))
                .map(words -> new JobId(words[0]))
                .findFirst();
    }

    /** Of jobs in clusters there is a line more, which names the cluster. */
    private static List<String[]> table(String stdout, int columns) {
        return stdout.lines()
                .map(line ->
                        Arrays.stream(line.split("\\|", -1))
                                .map(String::strip)
                                .toArray(String[]::new))
                .filter(words -> words.length >= columns && words[0].matches("\\d+"))
                .toList();
    }
}

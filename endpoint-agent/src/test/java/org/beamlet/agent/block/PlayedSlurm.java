package org.beamlet.agent.block;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beamlet.providers.command.CommandResult;
import org.beamlet.providers.command.CommandRunner;

/** Answers Slurm's commands in Slurm's words, as a test wants it to. */
final class PlayedSlurm implements CommandRunner {
    private static final Pattern PARTITION = Pattern.compile("#SBATCH --partition=(\\S+)");

    /** What {@code sbatch} says of a partition that takes no job. */
    final Map<String, String> refusals = new HashMap<>();

    /** The reason for which jobs of a partition wait; others run. */
    final Map<String, String> waiting = new HashMap<>();

    /** The partitions of all jobs that were asked for, taken or not. */
    final List<String> asked = new ArrayList<>();

    /** State and reason of each job. */
    final Map<String, String> jobs = new LinkedHashMap<>();

    private final Map<String, String> partitions = new HashMap<>();

    @Override
    public CommandResult run(List<String> command, Duration limit) {
        return switch (command.getFirst()) {
            case "sbatch" -> submit(command);
            case "squeue" -> out(command, queue(command));
            case "scancel" -> {
                command.stream()
                        .filter(jobs::containsKey)
                        .forEach(id -> jobs.put(id, "CANCELLED|None"));
                yield out(command, "");
            }
            default -> new CommandResult(command, true, 1, "", "not played");
        };
    }

    private CommandResult submit(List<String> command) {
        String partition = partition(Path.of(command.getLast()));
        asked.add(partition);
        if (refusals.containsKey(partition)) {
            return new CommandResult(
                    command, true, 1, "", "sbatch: error: " + refusals.getOrDefault(partition, ""));
        }
        String id = Integer.toString(jobs.size() + 1);
        partitions.put(id, partition);
        jobs.put(
                id,
                waiting.containsKey(partition)
                        ? "PENDING|" + waiting.get(partition)
                        : "RUNNING|None");
        return out(command, "Submitted batch job " + id + "\n");
    }

    private static String partition(Path script) {
        try {
            Matcher found = PARTITION.matcher(Files.readString(script));
            return found.find() ? found.group(1) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String queue(List<String> command) {
        StringBuilder lines = new StringBuilder();
        for (String id : command.getLast().replace("--jobs=", "").split(",", -1)) {
            if (jobs.containsKey(id)) {
                lines.append("%s|%s|\n".formatted(id, jobs.get(id)));
            }
        }
        return lines.toString();
    }

    private static CommandResult out(List<String> command, String text) {
        return new CommandResult(command, true, 0, text, "");
    }

    /** The partitions of jobs that have not ended. */
    List<String> living() {
        return jobs.entrySet().stream()
                .filter(one -> one.getValue().matches("(PENDING|RUNNING)\\|.*"))
                .map(one -> partitions.getOrDefault(one.getKey(), ""))
                .toList();
    }

    void all(String partition, String state) {
        jobs.replaceAll((id, now) ->
                partition.equals(partitions.get(id)) && !now.startsWith("CANCELLED") ? state : now);
    }
}

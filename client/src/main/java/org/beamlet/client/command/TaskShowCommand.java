package org.beamlet.client.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.TaskTimeline;
import org.beamlet.client.terminal.Ink;
import org.beamlet.client.terminal.TextTable;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.rest.TaskDocument;
import org.beamlet.protocol.task.AttemptNumber;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows one task, step by step. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = "Show a task: state, function, endpoint, and when it took which step.")
final class TaskShowCommand implements Callable<Integer> {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");

    private final Environment environment;

    @Parameters(paramLabel = "ID", description = "The task's UUID, as `beamlet run` prints it.")
    private String id = "";

    @Option(names = "--json", description = "Write one JSON object to stdout.")
    private boolean json;

    TaskShowCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        TaskId task = TaskId.parse(id);
        try (BeamletClient client = environment.client()) {
            JsonNode document = client.timelineDocument(task);
            if (json) {
                environment.terminal().out().println(Json.write(document));
                return ExitCode.OK;
            }
            TaskTimeline timeline = Json.convert(document, TaskTimeline.class);
            show(timeline, failure(client, task, timeline, document.path("error")));
            return ExitCode.OK;
        }
    }

    private static Optional<String> failure(
            BeamletClient client, TaskId task, TaskTimeline timeline, JsonNode error) {
        if (error.isObject()) {
            return Optional.of(
                    error.path("code").asText() + ": " + error.path("user_message").asText());
        }
        if (!timeline.ended() || timeline.status().equals("success")) {
            return Optional.empty();
        }
        TaskDocument document = client.task(task);
        return Optional.ofNullable(
                document.reason() == null ? document.exception() : document.reason());
    }

    private void show(TaskTimeline timeline, Optional<String> failure) {
        Ink ink = environment.terminal().outInk();
        TextTable head = TextTable.bare();
        head.row("task", timeline.taskId());
        head.row("state", state(ink, timeline.shownState()));
        TaskTimeline.Progress progress = timeline.progress();
        if (progress != null && !timeline.ended()) {
            head.row(
                    "progress",
                    "%d %% %s".formatted(Math.round(progress.fraction() * 100), progress.what()));
        }
        TaskTimeline.Partial partial = timeline.partial();
        if (partial != null && !timeline.status().equals("success")) {
            head.row("so far", PartialText.of(partial.value()));
        }
        TaskTimeline.Function function = timeline.function();
        if (function != null) {
            head.row("function", name(function));
        }
        row(head, "endpoint", timeline.endpointId());
        row(head, "group", timeline.taskGroupId());
        Integer attempt = timeline.attempt();
        row(
                head,
                "attempt",
                attempt == null ? null : Integer.toString(AttemptNumber.placement(attempt)));
        row(head, "endpoint group", timeline.endpointGroupId());
        row(head, "waits", timeline.waitsFor());
        failure.ifPresent(why -> head.row("error", why.strip().lines().findFirst().orElse("")));
        head.lines(ink).forEach(this::line);
        showAttempts(ink, timeline.placements());
        if (timeline.steps().isEmpty()) {
            return;
        }
        line("");
        new TaskDrawing(timeline).lines(ink).forEach(this::line);
    }

    /** One attempt is what everybody expects; more have a story. */
    private void showAttempts(Ink ink, List<TaskTimeline.Attempt> attempts) {
        if (attempts.size() < 2) {
            return;
        }
        line("");
        TextTable table = TextTable.headed("ATTEMPT", "ENDPOINT", "UNTIL", "WHY IT WAS GIVEN UP");
        for (int i = 0; i < attempts.size(); i++) {
            TaskTimeline.Attempt one = attempts.get(i);
            String why = one.why() == null ? "" : one.why();
            table.row(
                    Integer.toString(i + 1),
                    one.shownEndpoint(),
                    one.endedAt() == null ? "-" : clock(one.endedAt()),
                    one.lateResultAt() == null
                            ? why
                            : why
                                    + "; its late result was discarded at "
                                    + clock(one.lateResultAt()));
        }
        table.lines(ink).forEach(this::line);
    }

    private static String clock(String at) {
        return LocalDateTime.ofInstant(Instant.parse(at), ZoneId.systemDefault()).format(CLOCK);
    }

    private static String state(Ink ink, String state) {
        return switch (state) {
            case "success" -> ink.good(state);
            case "failed", "cancelled", "expired", "lost" -> ink.bad(state);
            default -> ink.accent(state);
        };
    }

    private static String name(TaskTimeline.Function function) {
        String name = function.name() == null ? "" : function.name() + " ";
        String version = function.version() == null ? "" : function.version() + " ";
        return name + version + "(" + function.id() + ")";
    }

    private static void row(TextTable table, String name, @Nullable String value) {
        if (value != null) {
            table.row(name, value);
        }
    }

    private void line(String text) {
        environment.terminal().out().println(text);
    }
}

package org.beamlet.client.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.TaskTimeline;
import org.beamlet.client.terminal.Ink;
import org.beamlet.client.terminal.TextTable;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.rest.TaskDocument;
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
        TaskTimeline.Function function = timeline.function();
        if (function != null) {
            head.row("function", name(function));
        }
        row(head, "endpoint", timeline.endpointId());
        row(head, "group", timeline.taskGroupId());
        Integer attempt = timeline.attempt();
        row(head, "attempt", attempt == null ? null : attempt.toString());
        failure.ifPresent(why -> head.row("error", why.strip().lines().findFirst().orElse("")));
        head.lines(ink).forEach(this::line);
        if (timeline.steps().isEmpty()) {
            return;
        }
        line("");
        new TaskDrawing(timeline).lines(ink).forEach(this::line);
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

package org.beamlet.client.command;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.TaskQuery;
import org.beamlet.client.TaskTimeline;
import org.beamlet.client.terminal.Seconds;
import org.beamlet.client.terminal.TextTable;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.TaskGroupId;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the caller's tasks. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description = "List your tasks, newest first.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  beamlet task list --state running --state waiting-for-ep",
            "  beamlet task list --function xpcs.correlate@1 --since 2h --json"
        })
final class TaskListCommand implements Callable<Integer> {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private final Environment environment;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "Only these, such as running, success, failed, cancelled; repeatable.")
    private List<String> states = new ArrayList<>();

    @Option(names = "--endpoint", paramLabel = "NAME|UUID", description = "Only on this endpoint.")
    private @Nullable String endpoint;

    @Option(
            names = "--function",
            paramLabel = "NAME[@VERSION]|UUID",
            description = "Only of this function.")
    private @Nullable String function;

    @Option(names = "--group", paramLabel = "UUID", description = "Only of this task group.")
    private @Nullable String group;

    @Option(
            names = "--since",
            paramLabel = "DURATION",
            converter = DurationText.class,
            description = "Only submitted within this time, such as 90s, 5m, 2h or 7d.")
    private @Nullable Duration since;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "At most so many (default: 50).")
    private int limit;

    @Option(names = "--json", description = "Write one JSON array to stdout.")
    private boolean json;

    TaskListCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        try (BeamletClient client = environment.client()) {
            EndpointId where =
                    endpoint == null
                            ? null
                            : new EndpointLookup(environment.home().root(), client).find(endpoint);
            TaskQuery query =
                    new TaskQuery(
                            states,
                            where,
                            function,
                            group == null ? null : TaskGroupId.parse(group),
                            since == null ? null : Instant.now().minus(since),
                            Math.max(1, limit));
            show(client.tasks(query));
        }
        return ExitCode.OK;
    }

    private void show(List<TaskTimeline> tasks) {
        if (json) {
            environment.terminal().out().println(Json.write(tasks));
            return;
        }
        TextTable table = TextTable.headed("TASK", "STATE", "SUBMITTED", "TOOK", "FUNCTION");
        for (TaskTimeline task : tasks) {
            table.row(
                    task.taskId(),
                    task.shownState(),
                    moment(task.submittedAt()),
                    took(task.submittedAt(), task.completedAt()),
                    name(task.function()));
        }
        table.lines(environment.terminal().outInk()).forEach(environment.terminal().out()::println);
    }

    private static String moment(@Nullable String at) {
        Instant instant = instant(at);
        return instant == null
                ? "-"
                : LocalDateTime.ofInstant(instant, ZoneId.systemDefault()).format(CLOCK);
    }

    private static String took(@Nullable String from, @Nullable String to) {
        Instant begun = instant(from);
        Instant ended = instant(to);
        return begun == null || ended == null ? "-" : Seconds.text(Duration.between(begun, ended));
    }

    private static @Nullable Instant instant(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException _) {
            return null;
        }
    }

    private static String name(TaskTimeline.@Nullable Function function) {
        if (function == null) {
            return "-";
        }
        String name = function.name() == null ? String.valueOf(function.id()) : function.name();
        return function.version() == null ? name : name + "@" + function.version();
    }
}

package org.beamlet.client.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.beamlet.client.TaskFailedException;
import org.beamlet.client.TaskResult;
import org.beamlet.client.TaskTimings;
import org.beamlet.client.terminal.Seconds;
import org.beamlet.client.terminal.Terminal;
import org.beamlet.client.terminal.TextTable;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/** What {@code run} writes to stdout: the result for a person, or one JSON object. */
final class RunReport {
    private static final int LONGEST_VALUE = 200;

    private final Terminal terminal;
    private final boolean json;
    private final String asked;
    private final long began = System.nanoTime();
    private volatile @Nullable FunctionChoice function;
    private volatile @Nullable TaskId task;

    RunReport(Terminal terminal, boolean json, String asked) {
        this.terminal = terminal;
        this.json = json;
        this.asked = asked;
    }

    void chosen(FunctionChoice choice) {
        function = choice;
    }

    void submitted(TaskId id) {
        task = id;
    }

    void success(TaskResult result) {
        if (json) {
            ObjectNode object = head(result.taskId(), "success");
            object.set("result", result.value());
            object.set("timings", timings(result.timings()));
            terminal.out().println(Json.write(object));
            return;
        }
        terminal.err().println(terminal.errInk().good("done") + " in " + legs(result.timings()));
        TextTable table = TextTable.bare();
        if (result.value().isObject()) {
            // For programs, and with --json; of it a person wants to know what is amiss.
            JsonNode provenance = result.value().path("provenance").path("warnings");
            provenance.forEach(one -> terminal.err().println("note: " + one.asText()));
            for (Map.Entry<String, JsonNode> field : result.value().properties()) {
                if (!field.getKey().equals("provenance") || !provenance.isArray()) {
                    rows(table, field.getKey(), field.getValue());
                }
            }
        } else {
            table.row("result", shown(result.value()));
        }
        table.lines(terminal.outInk()).forEach(terminal.out()::println);
    }

    void failure(BeamletException error) {
        if (!json) {
            return;
        }
        boolean goesOn = error.code() == ErrorCode.WAIT_TIMED_OUT;
        ObjectNode object = head(task, goesOn ? "pending" : "failed");
        ObjectNode said = object.putObject("error");
        said.put(
                "code",
                error instanceof TaskFailedException failed && !failed.wireCode().isEmpty()
                        ? failed.wireCode()
                        : error.code().name());
        said.put("message", error.getMessage());
        object.putObject("timings")
                .put("total", Seconds.of(Duration.ofNanos(System.nanoTime() - began)));
        terminal.out().println(Json.write(object));
    }

    private ObjectNode head(@Nullable TaskId id, String status) {
        ObjectNode object = Json.NODES.objectNode();
        object.put("task_id", id == null ? null : id.toString());
        object.put("status", status);
        FunctionChoice chosen = function;
        ObjectNode about = object.putObject("function");
        about.put("name", chosen == null ? asked : chosen.name());
        about.put("version", chosen == null ? null : chosen.version());
        about.put("id", chosen == null ? null : chosen.id().toString());
        return object;
    }

    private static ObjectNode timings(TaskTimings timings) {
        ObjectNode object = Json.NODES.objectNode();
        object.put("submit", Seconds.of(timings.submit()));
        object.put("wait", seconds(timings.waiting()));
        object.put("run", seconds(timings.run()));
        object.put("return", seconds(timings.back()));
        object.put("total", Seconds.of(timings.total()));
        return object;
    }

    private static @Nullable Double seconds(Optional<Duration> leg) {
        return leg.isEmpty() ? null : Double.valueOf(Seconds.of(leg.get()));
    }

    private static String legs(TaskTimings timings) {
        StringBuilder text = new StringBuilder(Seconds.text(timings.total()));
        text.append(" (submit ").append(Seconds.text(timings.submit()));
        timings.waiting().ifPresent(leg -> text.append(", wait ").append(Seconds.text(leg)));
        timings.run().ifPresent(leg -> text.append(", run ").append(Seconds.text(leg)));
        timings.back().ifPresent(leg -> text.append(", return ").append(Seconds.text(leg)));
        return text.append(')').toString();
    }

    private static void rows(TextTable table, String name, JsonNode value) {
        if (!name.equals("files")) {
            table.row(name, shown(value));
            return;
        }
        String label = name;
        for (JsonNode file : value) {
            table.row(label, file.asText());
            label = "";
        }
    }

    private static String shown(JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return "none";
        }
        String text = value.isTextual() ? value.asText() : value.toString();
        return text.length() <= LONGEST_VALUE
                ? text
                : text.substring(0, LONGEST_VALUE) + "… (--json shows all)";
    }
}

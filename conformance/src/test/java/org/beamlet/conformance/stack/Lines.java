package org.beamlet.conformance.stack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.http.Repeat;
import org.beamlet.protocol.id.CatalogFunctionId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.rest.FunctionRegistration;
import org.beamlet.protocol.rest.TaskDocument;

/** A file to which each task adds its line: the lines are how often each ran. */
public record Lines(Path file) {
    public static final FunctionId APPEND = CatalogFunctionId.of("diagnostics.append", "1.0.0");

    /** Registers the function; what the service is told of it first is what it goes by. */
    public static void register(BeamletClient client, boolean idempotent) {
        FunctionId _ =
                client.register(
                        new FunctionRegistration(
                                "diagnostics.append",
                                new FunctionCode("diagnostics.append", "1.0.0").packed(),
                                "Adds a line to a file",
                                true,
                                null,
                                Json.NODES.objectNode().put("idempotent", idempotent)),
                        Repeat.SAFE);
    }

    public ObjectNode task(String line, double seconds) {
        return Json.NODES
                .objectNode()
                .put("path", file.toString())
                .put("text", line)
                .put("seconds", seconds);
    }

    /** {@return how often each line is there} */
    public Map<String, Long> counts() {
        try {
            return Files.exists(file)
                    ? Files.readAllLines(file).stream()
                            .collect(Collectors.groupingBy(line -> line, Collectors.counting()))
                    : Map.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static long open(BeamletClient client, List<TaskId> tasks) {
        return tasks.size()
                - client.batchStatus(tasks).values().stream()
                        .filter(task -> task.completionT() != null)
                        .count();
    }

    public static boolean allSucceeded(Map<TaskId, TaskDocument> documents) {
        return documents.values().stream().allMatch(task -> task.status().equals("success"));
    }
}

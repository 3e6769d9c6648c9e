package org.beamlet.worker.functions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.beamlet.protocol.id.CatalogFunctionId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.worker.task.WorkerTask;

/** Tasks for tests. */
public final class Tasks {
    public static final String MISBEHAVE = "test.misbehave";
    public static final String NOOP = "diagnostics.noop";

    private Tasks() {}

    public static WorkerTask misbehave(String how) {
        return of(MISBEHAVE, "1.0.0", Json.MAPPER.createObjectNode().put("how", how));
    }

    public static WorkerTask misbehave(String how, Path file) {
        ObjectNode arguments = Json.MAPPER.createObjectNode().put("how", how);
        return of(MISBEHAVE, "1.0.0", arguments.put("file", file.toString()));
    }

    public static WorkerTask noop(String echo) {
        return of(NOOP, "1.0.0", Json.MAPPER.createObjectNode().put("echo", echo));
    }

    public static WorkerTask of(String name, String version, ObjectNode arguments) {
        return buffer(
                new FunctionCode(name, version).packed()
                        + Payloads.pack("11\n[]", "11\n" + Json.write(arguments)));
    }

    public static WorkerTask buffer(String taskBuffer) {
        return buffer(taskBuffer, List.of());
    }

    public static WorkerTask buffer(String taskBuffer, List<String> serializers) {
        return new WorkerTask(
                UUID.randomUUID().toString(),
                1,
                CatalogFunctionId.of(MISBEHAVE, "1.0.0").toString(),
                taskBuffer,
                serializers);
    }
}

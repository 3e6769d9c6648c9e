package org.beamlet.worker.functions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.beamlet.protocol.id.CatalogFunctionId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.payload.ResultReference;
import org.beamlet.protocol.task.TaskTerms;
import org.beamlet.worker.task.WorkerTask;
import org.jspecify.annotations.Nullable;

/** Tasks for tests. */
public final class Tasks {
    public static final String MISBEHAVE = "test.misbehave";
    public static final String NOOP = "diagnostics.noop";

    private Tasks() {}

    public static WorkerTask misbehave(String how) {
        return of(MISBEHAVE, "1.0.0", Json.NODES.objectNode().put("how", how));
    }

    public static WorkerTask misbehave(String how, Path file) {
        ObjectNode arguments = Json.NODES.objectNode().put("how", how);
        return of(MISBEHAVE, "1.0.0", arguments.put("file", file.toString()));
    }

    /** One that returns a text, to a caller who takes references for large results. */
    public static WorkerTask text(int characters) {
        ObjectNode arguments = Json.NODES.objectNode().put("how", "text");
        arguments.put("characters", characters);
        return buffer(
                new FunctionCode(MISBEHAVE, "1.0.0").packed()
                        + Payloads.pack("11\n[]", "11\n" + Json.write(arguments)),
                List.of(ResultReference.WANTED));
    }

    public static WorkerTask noop(String echo) {
        return of(NOOP, "1.0.0", Json.NODES.objectNode().put("echo", echo));
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

    /** One that returns 1. */
    public static WorkerTask python() {
        return buffer(
                Payloads.pack("st\nf:def f():\n  return 1\n", "11\n[]", "11\n{}"),
                List.of("globus_compute_sdk.serialize.concretes.JSONData"));
    }

    /** The same with a JAR, or with accelerators for itself. */
    public static WorkerTask with(WorkerTask task, @Nullable Path jar, int gpus) {
        return new WorkerTask(
                task.taskId(),
                task.attempt(),
                task.functionId(),
                task.taskBuffer(),
                task.resultSerializers(),
                jar,
                TaskTerms.NONE,
                Map.of(),
                gpus);
    }
}

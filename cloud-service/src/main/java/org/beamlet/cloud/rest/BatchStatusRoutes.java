package org.beamlet.cloud.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonGenerator;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.cloud.task.KnownTask;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.id.UuidText;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/** Says what became of many tasks, writing while it reads: results may be large. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class BatchStatusRoutes {
    private final CloudService service;
    private final CurrentCaller caller;

    @Inject
    public BatchStatusRoutes(CloudService service, CurrentCaller caller) {
        this.service = service;
        this.caller = caller;
    }

    record BatchRequest(@JsonProperty("task_ids") @Nullable List<@Nullable String> taskIds) {}

    @POST
    @Path("v2/batch_status")
    @OnlyReads
    public StreamingOutput batchStatus(byte[] body) {
        Map<TaskId, String> asked = asked(Bodies.read(body, BatchRequest.class));
        Caller who = caller.get();
        return out -> write(who, asked, out);
    }

    /** What is no id names no task, and unknown tasks are left out. */
    private static Map<TaskId, String> asked(BatchRequest request) {
        List<@Nullable String> ids = request.taskIds();
        if (ids == null) {
            throw new BeamletException(
                    ErrorCode.REQUEST_KEY_ERROR,
                    "'task_ids' is missing",
                    "send {\"task_ids\": [task id, …]}");
        }
        Map<TaskId, String> asked = new LinkedHashMap<>();
        for (String id : ids) {
            if (id != null && UuidText.isUuid(id)) {
                asked.put(TaskId.parse(id), id);
            }
        }
        return asked;
    }

    private void write(Caller who, Map<TaskId, String> asked, OutputStream out) throws IOException {
        try (JsonGenerator json = Json.mapper().createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("response", "batch");
            json.writeObjectFieldStart("results");
            service.tasks()
                    .each(who, asked.keySet(), task -> write(json, task, asked.get(task.id())));
            json.writeEndObject();
            json.writeEndObject();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void write(JsonGenerator json, KnownTask task, @Nullable String text) {
        String id = text == null ? task.id().toString() : text;
        try {
            json.writeObjectField(id, TaskDocuments.of(task, id));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

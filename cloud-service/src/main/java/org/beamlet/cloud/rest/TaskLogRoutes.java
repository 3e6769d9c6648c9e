package org.beamlet.cloud.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.news.OutputQuery;
import org.beamlet.cloud.news.Printed;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.cloud.task.KnownTask;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.TaskId;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Shows what tasks print, also while they run. */
@Path("/beamlet/v1")
@Tag(name = "Tasks")
public class TaskLogRoutes {
    /** Output may come a little after the outcome: it travels by another way. */
    private static final Duration STRAGGLERS = Duration.ofSeconds(2);

    private final CloudService service;
    private final CurrentCaller caller;

    @Inject
    public TaskLogRoutes(CloudService service, CurrentCaller caller) {
        this.service = service;
        this.caller = caller;
    }

    /** A part of a stream; {@code next} is where to go on. */
    record Entry(
            @JsonProperty("stream") String stream,
            @JsonProperty("from") long from,
            @JsonProperty("next") long next,
            @JsonProperty("at") String at,
            @JsonProperty("text") String text) {
        static Entry of(Printed printed) {
            return new Entry(
                    printed.stream(),
                    printed.first(),
                    printed.end(),
                    Instant.ofEpochMilli(printed.atMs()).toString(),
                    printed.text());
        }
    }

    record Logs(
            @JsonProperty("task_id") String taskId,
            @JsonProperty("attempt") int attempt,
            @JsonProperty("ended") boolean ended,
            @JsonProperty("output") List<Entry> output) {}

    @GET
    @Path("tasks/{id}/logs")
    @RunOnVirtualThread // Who follows stays long.
    @Produces({MediaType.APPLICATION_JSON, MediaType.SERVER_SENT_EVENTS})
    @Operation(
            operationId = "taskLogs",
            summary = "What a task printed",
            description =
                    "The last 1 MiB of each stream, from Beamlet's agents, also while the task"
                            + " runs. Offsets count bytes of the stream; a gap between two parts"
                            + " means that something was too much to pass on. Nothing more will"
                            + " come once `ended` is true.")
    @APIResponse(
            responseCode = "200",
            description =
                    "The parts, oldest first; with follow, server-sent events: `output` with a"
                            + " part each, and `end` with the task's state as the last.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples =
                                    @ExampleObject(
                                            name = "a line",
                                            value =
                                                    """
                                                    {"task_id": "0a4a76ae-…", "attempt": 1,
                                                     "ended": false,
                                                     "output": [{"stream": "stdout", "from": 0,
                                                       "next": 6, "at": "2026-11-21T09:00:00Z",
                                                       "text": "hello\\n"}]}
                                                    """)))
    @APIResponse(responseCode = "404", description = "TASK_NOT_FOUND: there is no such task.")
    @APIResponse(
            responseCode = "422",
            description = "SEMANTICALLY_INVALID: an unknown stream, or from without stream.")
    public Response logs(
            @Parameter(description = "The task's UUID.") @RestPath String id,
            @Parameter(description = "stdout or stderr; both if it is left out.") @RestQuery
                    @Nullable String stream,
            @Parameter(
                            description =
                                    "The first byte of the stream that is wanted: the `next` of"
                                            + " the last part that you have.")
                    @RestQuery
                    @Nullable Long from,
            @Parameter(description = "Which attempt; the last that printed, if it is left out.")
                    @RestQuery
                    @Nullable Integer attempt,
            @Parameter(description = "true: stay, and send what comes as server-sent events.")
                    @RestQuery
                    @Nullable Boolean follow) {
        Caller who = caller.get();
        KnownTask task = service.tasks().find(who, TaskId.parse(id));
        Map<String, Long> wanted = wanted(stream, from);
        if (Boolean.TRUE.equals(follow)) {
            StreamingOutput events = new LogFollower(service, who, task.id(), attempt, wanted);
            return Response.ok(events)
                    .type(MediaType.SERVER_SENT_EVENTS_TYPE)
                    .header("Cache-Control", "no-store")
                    .header("X-Accel-Buffering", "no")
                    .build();
        }
        boolean ended = ended(service, task);
        int which = attempt == null ? service.news().lastAttempt(task.id()) : attempt;
        List<Entry> output =
                service.news().output(task.id(), new OutputQuery(which, wanted)).stream()
                        .map(Entry::of)
                        .toList();
        return Response.ok(new Logs(id, which, ended, output))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .build();
    }

    private static Map<String, Long> wanted(@Nullable String stream, @Nullable Long from) {
        if (stream == null && from != null) {
            throw invalid("from=%d is given without stream".formatted(from));
        }
        if (stream != null && !stream.equals("stdout") && !stream.equals("stderr")) {
            throw invalid("stream is '%s'".formatted(stream));
        }
        if (from != null && from < 0) {
            throw invalid("from is %d".formatted(from));
        }
        Map<String, Long> wanted = new HashMap<>();
        if (stream == null) {
            wanted.put("stdout", 0L);
            wanted.put("stderr", 0L);
        } else {
            wanted.put(stream, from == null ? 0L : from);
        }
        return wanted;
    }

    private static BeamletException invalid(String what) {
        return new BeamletException(
                ErrorCode.SEMANTICALLY_INVALID,
                what,
                "give stream=stdout or stream=stderr, and with it from=<the next of a part>");
    }

    /** Whether nothing more will be printed. Asked before the output is read, not after. */
    static boolean ended(CloudService service, KnownTask task) {
        Long completed = task.completedMs();
        return completed != null && service.clock().millis() > completed + STRAGGLERS.toMillis();
    }
}

package org.beamlet.cloud.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.cloud.task.KnownTask;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.TaskId;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** What Beamlet says of tasks beyond Globus Compute: their whole story. */
@Path("/beamlet/v1")
@Produces(MediaType.APPLICATION_JSON)
public class BeamletTaskRoutes {
    private final CloudService service;
    private final CurrentCaller caller;

    @Inject
    public BeamletTaskRoutes(CloudService service, CurrentCaller caller) {
        this.service = service;
        this.caller = caller;
    }

    record Journal(
            @JsonProperty("tasks") @Nullable Map<String, Integer> tasks,
            @JsonProperty("session") @Nullable String session) {}

    record Current(@JsonProperty("current") List<String> current) {}

    @GET
    @Path("tasks/{id}")
    @Tag(name = "Tasks")
    @Operation(
            operationId = "showTask",
            summary = "The whole story of a task",
            description =
                    "Where it is, how far it says that it is, what it has"
                            + " found so far (the latest partial result), and every step that it was seen to"
                            + " take, with its time and who saw it. `status` is the wire's word,"
                            + " `state` Beamlet's own, which knows cancelled, expired and lost.")
    @APIResponse(
            responseCode = "200",
            description = "The story.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = TaskStory.class)))
    @APIResponse(responseCode = "403", description = "TASK_ACCESS_FORBIDDEN: it is not yours.")
    @APIResponse(responseCode = "404", description = "TASK_NOT_FOUND: there is no such task.")
    public TaskStory task(@Parameter(description = "The task's UUID.") @RestPath String id) {
        KnownTask task = service.tasks().find(caller.get(), TaskId.parse(id));
        FunctionId function = task.function();
        return TaskStory.whole(
                        task,
                        TaskStory.FunctionName.of(
                                function,
                                service.functions().find(List.of(function)).get(function)),
                        service.news().progress(task.id()),
                        service.news().partial(task.id()),
                        service.tasks().timeline(task))
                .placed(new WaitReason(service).of(task), TaskAttempt.of(task, service));
    }

    /** An agent that comes back asks which of its journaled tasks are still its to run. */
    @POST
    @Path("endpoints/{id}/reconcile")
    @OnlyReads
    @Tag(name = "Agents")
    @Operation(
            operationId = "reconcile",
            summary = "Which journaled tasks are still to be run or reported",
            description =
                    "For agents that come back. Answers the tasks that are unfinished, on that"
                            + " endpoint and not placed anew since.")
    @RequestBody(
            description = "The attempt of each task that the agent has.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Journal.class),
                            examples =
                                    @ExampleObject(
                                            name = "two tasks",
                                            value =
                                                    "{\"tasks\": {\"0a4a76ae-…\": 1, \"77b1c9d0-…\": 2}}")))
    @APIResponse(responseCode = "200", description = "The ids of those that are current.")
    @APIResponse(
            responseCode = "403",
            description = "ENDPOINT_ACCESS_FORBIDDEN: the endpoint is not yours.")
    public Current reconcile(
            @Parameter(description = "The endpoint's UUID.") @RestPath String id, byte[] body) {
        Caller agent = caller.get();
        EndpointId endpoint = EndpointId.parse(id);
        service.endpoints().attended(agent, endpoint);
        Journal journal = Bodies.read(body, Journal.class);
        Map<String, Integer> tasks = journal.tasks() == null ? Map.of() : journal.tasks();
        return new Current(service.tasks().current(endpoint, tasks, journal.session()));
    }
}

package org.beamlet.cloud.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.cloud.task.Cancellations;
import org.beamlet.cloud.task.KnownTask;
import org.beamlet.protocol.id.TaskGroupId;
import org.beamlet.protocol.id.TaskId;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** Ends tasks that nobody wants any longer. */
@Path("/beamlet/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Tasks")
public class TaskControlRoutes {
    private final CloudService service;
    private final CurrentCaller caller;

    @Inject
    public TaskControlRoutes(CloudService service, CurrentCaller caller) {
        this.service = service;
        this.caller = caller;
    }

    record Cancelled(
            @JsonProperty("task_id") String taskId,
            @JsonProperty("cancelled") boolean cancelled,
            @JsonProperty("state") String state) {}

    record GroupCancelled(
            @JsonProperty("task_group_id") String group,
            @JsonProperty("cancelled") int cancelled,
            @JsonProperty("over_before") int overBefore) {}

    @POST
    @Path("tasks/{id}/cancel")
    @Operation(
            operationId = "cancelTask",
            summary = "Cancel a task",
            description =
                    "Ends a task wherever it is: it leaves the queue, or its worker is killed. Its"
                            + " outcome is a failure with code TASK_CANCELLED, stored at once and"
                            + " streamed to whoever waits; what the endpoint reports later is"
                            + " discarded. A task that is over stays as it is. May be repeated.")
    @APIResponse(responseCode = "200", description = "Whether this call ended it, and its state.")
    @APIResponse(responseCode = "403", description = "TASK_ACCESS_FORBIDDEN: it is not yours.")
    @APIResponse(responseCode = "404", description = "TASK_NOT_FOUND: there is no such task.")
    public Cancelled cancel(@Parameter(description = "The task's UUID.") @RestPath String id) {
        TaskId task = TaskId.parse(id);
        boolean cancelled = service.cancellations().cancel(caller.get(), task);
        KnownTask now = service.tasks().find(caller.get(), task);
        return new Cancelled(id, cancelled, now.state());
    }

    @POST
    @Path("task-groups/{id}/cancel")
    @Operation(
            operationId = "cancelTaskGroup",
            summary = "Cancel all tasks of a group",
            description = "Does with each of its tasks what cancelling one does.")
    @APIResponse(
            responseCode = "200",
            description = "How many this call has ended, and how many were over before.")
    @APIResponse(
            responseCode = "403",
            description = "TASK_GROUP_ACCESS_FORBIDDEN: the group is not yours.")
    @APIResponse(
            responseCode = "404",
            description = "TASK_GROUP_NOT_FOUND: there is no such group.")
    public GroupCancelled cancelGroup(
            @Parameter(description = "The group's UUID, from the answer to a submission.") @RestPath
                    String id) {
        Cancellations.Done done =
                service.cancellations().cancel(caller.get(), TaskGroupId.parse(id));
        return new GroupCancelled(id, done.cancelled(), done.overBefore());
    }
}

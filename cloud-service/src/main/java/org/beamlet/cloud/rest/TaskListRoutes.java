package org.beamlet.cloud.rest;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.beamlet.cloud.function.RegisteredFunction;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.cloud.task.KnownTask;
import org.beamlet.cloud.task.TaskFilter;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.TaskGroupId;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Lists the caller's tasks. */
@Path("/beamlet/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Tasks")
public class TaskListRoutes {
    private final CloudService service;
    private final CurrentCaller caller;

    @Inject
    public TaskListRoutes(CloudService service, CurrentCaller caller) {
        this.service = service;
        this.caller = caller;
    }

    @GET
    @Path("tasks")
    @Operation(
            operationId = "listTasks",
            summary = "Your tasks, newest first",
            description =
                    "In pages: where there are more, the header Link says where the next page is."
                            + " Without timelines; ask for one task to see its own.")
    @APIResponse(
            responseCode = "200",
            description = "A page.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema =
                                    @Schema(
                                            type = SchemaType.ARRAY,
                                            implementation = TaskStory.class)))
    @APIResponse(
            responseCode = "422",
            description = "SEMANTICALLY_INVALID: a state, time or limit that there is not.")
    public Response list(
            @Parameter(
                            description =
                                    "Only tasks in these states, such as running or failed; may"
                                            + " be given many times.")
                    @RestQuery
                    List<String> state,
            @Parameter(description = "Only on this endpoint, by UUID.") @RestQuery
                    @Nullable String endpoint,
            @Parameter(
                            description =
                                    "Only of this function: a UUID, a name, or NAME@VERSION with"
                                            + " a version or range.")
                    @RestQuery
                    @Nullable String function,
            @Parameter(description = "Only of this task group, by UUID.") @RestQuery
                    @Nullable String group,
            @Parameter(description = "Only submitted then or later, such as 2026-11-21T08:00:00Z.")
                    @RestQuery
                    @Nullable String since,
            @Parameter(description = "Only submitted before then.") @RestQuery
                    @Nullable String before,
            @Parameter(description = "At most so many on a page, 1 to 1000; 100 if left out.")
                    @RestQuery
                    @Nullable Integer limit,
            @Parameter(description = "Where the page begins; taken from a Link header.") @RestQuery
                    @Nullable String after,
            @Context UriInfo request) {
        int most = Paging.limit(limit);
        List<FunctionId> functions =
                function == null ? List.of() : service.aliases().all(caller.get(), function);
        if (function != null && functions.isEmpty()) {
            return Response.ok(List.of()).build();
        }
        TaskFilter filter =
                new TaskFilter(
                        Set.copyOf(state),
                        Optional.ofNullable(endpoint).map(EndpointId::parse),
                        functions,
                        Optional.ofNullable(group).map(TaskGroupId::parse),
                        since == null ? Long.MIN_VALUE : moment("since", since),
                        before == null ? Long.MAX_VALUE : moment("before", before),
                        Optional.ofNullable(after).map(TaskFilter.Place::parse),
                        most + 1);
        return Paging.page(
                request,
                most,
                service.tasks().list(caller.get(), filter),
                task -> TaskFilter.Place.of(task).text(),
                this::brief);
    }

    private List<TaskStory> brief(List<KnownTask> page) {
        Map<FunctionId, RegisteredFunction> functions =
                service.functions()
                        .find(page.stream().map(KnownTask::function).distinct().toList());
        return page.stream()
                .map(task ->
                        TaskStory.brief(
                                task,
                                TaskStory.FunctionName.of(
                                        task.function(), functions.get(task.function()))))
                .toList();
    }

    private static long moment(String name, String text) {
        try {
            return Instant.parse(text).toEpochMilli();
        } catch (DateTimeParseException e) {
            throw new BeamletException(
                    ErrorCode.SEMANTICALLY_INVALID,
                    "%s is '%s'".formatted(name, text),
                    "give a time such as 2026-11-21T08:00:00Z",
                    e);
        }
    }
}

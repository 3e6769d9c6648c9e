package org.beamlet.cloud.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.beamlet.cloud.function.RegisteredFunction;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.protocol.rest.SubmitRequest;
import org.beamlet.protocol.rest.SubmitResponse;
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

/** Takes tasks in under the names of their functions. */
@Path("/beamlet/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Tasks")
public class BeamletSubmitRoutes {
    private final CloudService service;
    private final CurrentCaller caller;

    @Inject
    public BeamletSubmitRoutes(CloudService service, CurrentCaller caller) {
        this.service = service;
        this.caller = caller;
    }

    /** As the wire's answer, and what the names stood for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Accepted(
            @JsonProperty("request_id") String requestId,
            @JsonProperty("task_group_id") String taskGroupId,
            @JsonProperty("endpoint_id") String endpointId,
            @JsonProperty("tasks") Map<String, List<String>> tasks,
            @JsonProperty("functions") Map<String, TaskStory.FunctionName> functions,
            @JsonProperty("warning") @Nullable String warning) {}

    @POST
    @Path("endpoints/{id}/submit")
    @Operation(
            operationId = "submit",
            summary = "Submit tasks by the names of their functions",
            description =
                    "As POST /v3/endpoints/{id}/submit, but the keys of `tasks` may also be NAME,"
                            + " NAME@1.2.0, NAME@1 or NAME@^1.2, and the answer says what they"
                            + " stood for. A deprecated version is accepted with a warning.")
    @RequestBody(
            description = "Packed arguments by function; all else as in the wire's route.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = SubmitRequest.class),
                            examples =
                                    @ExampleObject(
                                            name = "one task",
                                            value =
                                                    """
                                                    {"tasks": {"diagnostics.noop@^1":
                                                      ["5\\n11\\n[]15\\n11\\n{\\"echo\\": 42}"]}}
                                                    """)))
    @APIResponse(
            responseCode = "200",
            description = "Ids of the tasks, in the order of their arguments.",
            content = @Content(schema = @Schema(implementation = Accepted.class)))
    @APIResponse(
            responseCode = "400",
            description =
                    "FUNCTION_VERSION_UNAVAILABLE: no such version, or it is revoked; the message"
                            + " lists the live ones.")
    @APIResponse(responseCode = "404", description = "FUNCTION_NOT_FOUND or ENDPOINT_NOT_FOUND.")
    @APIResponse(responseCode = "413", description = "TASK_PAYLOAD_TOO_LARGE: above 10 MB.")
    public Accepted submit(
            @Parameter(description = "The endpoint's UUID.") @RestPath String id, byte[] body) {
        SubmitRequest request = Bodies.read(body, SubmitRequest.class);
        Map<String, List<String>> named = new LinkedHashMap<>();
        Map<String, List<String>> asked = request.tasks() == null ? Map.of() : request.tasks();
        // JSON may hold nulls where the types say there are none.
        asked.forEach((name, payloads) ->
                named.put(name, Objects.requireNonNullElse(payloads, List.of())));
        Map<String, RegisteredFunction> functions = new LinkedHashMap<>();
        Map<String, List<String>> tasks = new LinkedHashMap<>();
        named.forEach((name, payloads) -> {
            RegisteredFunction function = service.aliases().resolve(caller.get(), name);
            functions.put(name, function);
            tasks.computeIfAbsent(function.id().toString(), _ -> new ArrayList<>())
                    .addAll(payloads);
        });
        SubmitResponse answer =
                service.submissions().submit(caller.get(), id, with(request, tasks));
        Map<String, TaskStory.FunctionName> stoodFor = new LinkedHashMap<>();
        functions.forEach((name, function) ->
                stoodFor.put(name, TaskStory.FunctionName.of(function.id(), function)));
        return new Accepted(
                answer.requestId(),
                answer.taskGroupId(),
                answer.endpointId(),
                byName(named, functions, answer.tasks()),
                stoodFor,
                answer.warning());
    }

    private static SubmitRequest with(SubmitRequest request, Map<String, List<String>> tasks) {
        return new SubmitRequest(
                tasks,
                request.createQueue(),
                request.taskGroupId(),
                request.resourceSpecification(),
                request.userEndpointConfig(),
                request.userRuntime(),
                request.resultSerializers(),
                request.taskTerms());
    }

    /** Two names may stand for one function; each gets its own part of the ids. */
    private static Map<String, List<String>> byName(
            Map<String, List<String>> named,
            Map<String, RegisteredFunction> functions,
            Map<String, List<String>> ids) {
        Map<String, Integer> taken = new LinkedHashMap<>();
        Map<String, List<String>> tasks = new LinkedHashMap<>();
        named.forEach((name, payloads) -> {
            RegisteredFunction function = functions.get(name);
            if (function != null) {
                String id = function.id().toString();
                int from = taken.merge(id, payloads.size(), Integer::sum) - payloads.size();
                tasks.put(
                        name,
                        ids.getOrDefault(id, List.of()).subList(from, from + payloads.size()));
            }
        });
        return tasks;
    }
}

package org.beamlet.cloud.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.function.RegisteredFunction;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.cloud.task.KnownTask;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Message;
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

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record FunctionName(
            @JsonProperty("name") @Nullable String name,
            @JsonProperty("version") @Nullable String version,
            @JsonProperty("id") String id) {}

    record Step(
            @JsonProperty("state") String state,
            @JsonProperty("at") String at,
            @JsonProperty("actor") String actor) {
        static Step of(Message.Transition step) {
            Instant at =
                    Instant.ofEpochSecond(
                            Math.floorDiv(step.timestamp(), 1_000_000_000L),
                            Math.floorMod(step.timestamp(), 1_000_000_000L));
            return new Step(step.state().word(), at.toString(), step.actor().word());
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Story(
            @JsonProperty("task_id") String taskId,
            @JsonProperty("status") String status,
            @JsonProperty("state") String state,
            @JsonProperty("function") FunctionName function,
            @JsonProperty("endpoint_id") String endpointId,
            @JsonProperty("task_group_id") String taskGroupId,
            @JsonProperty("attempt") int attempt,
            @JsonProperty("submitted_at") String submittedAt,
            @JsonProperty("completed_at") @Nullable String completedAt,
            @JsonProperty("error") Message.@Nullable ErrorDetails error,
            @JsonProperty("timeline") List<Step> timeline) {}

    record Journal(@JsonProperty("tasks") @Nullable Map<String, Integer> tasks) {}

    record Current(@JsonProperty("current") List<String> current) {}

    @GET
    @Path("tasks/{id}")
    public Story task(@RestPath String id) {
        KnownTask task = service.tasks().find(caller.get(), TaskId.parse(id));
        Long completed = task.completedMs();
        return new Story(
                id,
                task.wireState(),
                task.state(),
                name(task.function()),
                task.endpoint().toString(),
                task.group().toString(),
                task.attempt(),
                Instant.ofEpochMilli(task.createdMs()).toString(),
                completed == null ? null : Instant.ofEpochMilli(completed).toString(),
                task.result().map(Message.Result::errorDetails).orElse(null),
                service.tasks().timeline(task).stream().map(Step::of).toList());
    }

    private FunctionName name(FunctionId id) {
        RegisteredFunction function = service.functions().find(List.of(id)).get(id);
        return function == null
                ? new FunctionName(null, null, id.toString())
                : new FunctionName(function.name(), function.version(), id.toString());
    }

    /** An agent that comes back asks which of its journaled tasks are still its to run. */
    @POST
    @Path("endpoints/{id}/reconcile")
    @OnlyReads
    public Current reconcile(@RestPath String id, byte[] body) {
        Caller agent = caller.get();
        EndpointId endpoint = EndpointId.parse(id);
        service.endpoints().owned(agent, endpoint);
        Map<String, Integer> tasks = Bodies.read(body, Journal.class).tasks();
        return new Current(tasks == null ? List.of() : service.tasks().current(endpoint, tasks));
    }
}

package org.beamlet.cloud.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.broker.BrokerLogin;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.cloud.task.KnownTask;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.TaskGroupId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.id.UuidText;
import org.beamlet.protocol.rest.StreamAddress;
import org.beamlet.protocol.rest.SubmitRequest;
import org.beamlet.protocol.rest.SubmitResponse;
import org.beamlet.protocol.rest.TaskDocument;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Takes tasks in and says what became of them. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class SubmitRoutes {
    private static final int MOST_IDS = 10_000;

    private final CloudService service;
    private final CurrentCaller caller;
    private final FreshLogin login;

    @Inject
    public SubmitRoutes(CloudService service, CurrentCaller caller, FreshLogin login) {
        this.service = service;
        this.caller = caller;
        this.login = login;
    }

    record BatchRequest(@JsonProperty("task_ids") @Nullable List<@Nullable String> taskIds) {}

    record BatchAnswer(
            @JsonProperty("response") String response,
            @JsonProperty("results") Map<String, TaskDocument> results) {}

    record Group(
            @JsonProperty("taskgroup_id") String taskGroupId,
            @JsonProperty("create_websockets_queue") boolean createWebsocketsQueue,
            @JsonProperty("tasks") List<Member> tasks) {}

    record Member(@JsonProperty("id") String id, @JsonProperty("created_at") String createdAt) {}

    /** On a thread of its own, for it may wait until a user endpoint has started. */
    @POST
    @Path("v3/endpoints/{id}/submit")
    @RunOnVirtualThread
    public SubmitResponse submit(@RestPath String id, byte[] body) {
        return service.submissions()
                .submit(caller.get(), id, Bodies.read(body, SubmitRequest.class));
    }

    @GET
    @Path("v2/tasks/{id}")
    public TaskDocument task(@RestPath String id) {
        return TaskDocuments.of(service.tasks().find(caller.get(), TaskId.parse(id)), id);
    }

    @POST
    @Path("v2/batch_status")
    @OnlyReads
    public BatchAnswer batchStatus(byte[] body) {
        Map<TaskId, String> asked = new LinkedHashMap<>();
        for (String id : ids(Bodies.read(body, BatchRequest.class))) {
            if (UuidText.isUuid(id)) {
                asked.put(TaskId.parse(id), id);
            }
        }
        Map<TaskId, KnownTask> known = service.tasks().find(caller.get(), asked.keySet());
        Map<String, TaskDocument> results = new LinkedHashMap<>();
        asked.forEach((id, text) -> {
            KnownTask task = known.get(id);
            if (task != null) {
                results.put(text, TaskDocuments.of(task, text));
            }
        });
        return new BatchAnswer("batch", results);
    }

    private static List<String> ids(BatchRequest request) {
        List<@Nullable String> ids = request.taskIds();
        if (ids == null) {
            throw new BeamletException(
                    ErrorCode.REQUEST_KEY_ERROR,
                    "'task_ids' is missing",
                    "send {\"task_ids\": [task id, …]}");
        }
        if (ids.size() > MOST_IDS) {
            throw new BeamletException(
                    ErrorCode.SEMANTICALLY_INVALID,
                    "the request asks for %d tasks".formatted(ids.size()),
                    "ask for at most %d at a time".formatted(MOST_IDS));
        }
        return ids.stream().map(id -> id == null ? "" : id).toList();
    }

    @GET
    @Path("v2/taskgroup/{id}")
    public Group group(@RestPath String id) {
        List<Member> members =
                service.groups().open(caller.get(), TaskGroupId.parse(id)).stream()
                        .map(member ->
                                new Member(
                                        member.task().toString(),
                                        Instant.ofEpochMilli(member.createdMs()).toString()))
                        .toList();
        return new Group(id, true, members);
    }

    @GET
    @Path("v2/get_amqp_result_connection_url")
    public StreamAddress stream() {
        UUID owner = caller.get().userId();
        BrokerLogin made =
                login.of(
                        () -> service.broker().streamLogin(owner),
                        () -> service.broker().revokeStreams(owner));
        return new StreamAddress(BrokerAdmin.streamPrefix(owner), made.url());
    }
}

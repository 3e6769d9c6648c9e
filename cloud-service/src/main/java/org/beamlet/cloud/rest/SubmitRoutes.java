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
import java.util.List;
import java.util.UUID;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.broker.BrokerLogin;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.cloud.task.BatchAnswer;
import org.beamlet.cloud.task.BatchRequest;
import org.beamlet.protocol.id.TaskGroupId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.rest.StreamAddress;
import org.beamlet.protocol.rest.SubmitRequest;
import org.beamlet.protocol.rest.SubmitResponse;
import org.beamlet.protocol.rest.TaskDocument;
import org.jboss.resteasy.reactive.RestPath;

/** Takes tasks in and says what became of them. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class SubmitRoutes {
    private final CloudService service;
    private final CurrentCaller caller;
    private final FreshLogin login;
    private final Repeatable repeatable;

    @Inject
    public SubmitRoutes(
            CloudService service, CurrentCaller caller, FreshLogin login, Repeatable repeatable) {
        this.service = service;
        this.caller = caller;
        this.login = login;
        this.repeatable = repeatable;
    }

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
                .submit(
                        caller.get(),
                        id,
                        Bodies.read(body, SubmitRequest.class),
                        repeatable.call(body));
    }

    @POST
    @Path("v2/submit")
    public BatchAnswer submitAsBefore(byte[] body) {
        return service.submissions()
                .submit(caller.get(), Bodies.read(body, BatchRequest.class), repeatable.call(body));
    }

    @GET
    @Path("v2/tasks/{id}")
    public TaskDocument task(@RestPath String id) {
        return TaskDocuments.of(service.tasks().find(caller.get(), TaskId.parse(id)), id);
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

package org.beamlet.cloud.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.endpoint.EndpointAccess;
import org.beamlet.cloud.endpoint.RegisteredEndpoint;
import org.beamlet.cloud.function.RegisteredFunction;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.FunctionId;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** With whom functions and endpoints are shared. */
@Path("/beamlet/v1")
@Produces(MediaType.APPLICATION_JSON)
public class SharingRoutes {
    private final CloudService service;
    private final CurrentCaller caller;

    @Inject
    public SharingRoutes(CloudService service, CurrentCaller caller) {
        this.service = service;
        this.caller = caller;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record FunctionSharing(
            @JsonProperty("public") @Nullable Boolean isPublic,
            @JsonProperty("group") @Nullable String group) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record EndpointSharing(
            @JsonProperty("public") @Nullable Boolean isPublic,
            @JsonProperty("groups") @Nullable List<String> groups,
            @JsonProperty("admins") @Nullable List<String> admins,
            @JsonProperty("run_others_as_me") @Nullable Boolean runOthers,
            @JsonProperty("restricted") @Nullable Boolean restricted) {}

    @GET
    @Path("functions/{id}/sharing")
    public FunctionSharing function(@RestPath String id) {
        RegisteredFunction function = service.functions().find(caller.get(), FunctionId.parse(id));
        UUID group = function.group();
        return new FunctionSharing(function.isPublic(), group == null ? null : group.toString());
    }

    @PUT
    @Path("functions/{id}/sharing")
    public FunctionSharing shareFunction(@RestPath String id, byte[] body) {
        FunctionSharing wish = Bodies.read(body, FunctionSharing.class);
        String group = wish.group();
        service.functions()
                .share(
                        caller.get(),
                        FunctionId.parse(id),
                        Boolean.TRUE.equals(wish.isPublic()),
                        group == null ? null : GroupRoutes.uuid(group));
        return function(id);
    }

    @GET
    @Path("endpoints/{id}/sharing")
    public EndpointSharing endpoint(@RestPath String id) {
        RegisteredEndpoint endpoint =
                service.endpoints().usable(caller.get(), EndpointId.parse(id));
        EndpointAccess.Sharing sharing = service.endpoints().access().sharing(endpoint);
        return new EndpointSharing(
                sharing.isPublic(),
                sharing.groups().stream().map(UUID::toString).toList(),
                sharing.admins().stream().map(UUID::toString).toList(),
                endpoint.runsOthers(),
                endpoint.restricted());
    }

    /** Sets public and groups; the rest is the agent's to say when it registers. */
    @PUT
    @Path("endpoints/{id}/sharing")
    public EndpointSharing shareEndpoint(@RestPath String id, byte[] body) {
        EndpointSharing wish = Bodies.read(body, EndpointSharing.class);
        Caller who = caller.get();
        RegisteredEndpoint endpoint = service.endpoints().managed(who, EndpointId.parse(id));
        List<String> names = wish.groups();
        List<UUID> groups =
                names == null ? List.of() : names.stream().map(GroupRoutes::uuid).toList();
        service.access().groups().requireMember(who, groups);
        service.endpoints()
                .access()
                .share(endpoint.id(), Boolean.TRUE.equals(wish.isPublic()), groups);
        return endpoint(id);
    }
}

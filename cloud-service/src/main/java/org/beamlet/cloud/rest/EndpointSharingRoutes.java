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
import org.beamlet.cloud.service.CloudService;
import org.beamlet.protocol.id.EndpointId;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** With whom endpoints are shared. */
@Path("/beamlet/v1")
@Produces(MediaType.APPLICATION_JSON)
public class EndpointSharingRoutes {
    private final CloudService service;
    private final CurrentCaller caller;

    @Inject
    public EndpointSharingRoutes(CloudService service, CurrentCaller caller) {
        this.service = service;
        this.caller = caller;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record EndpointSharing(
            @JsonProperty("public") @Nullable Boolean isPublic,
            @JsonProperty("groups") @Nullable List<String> groups,
            @JsonProperty("admins") @Nullable List<String> admins,
            @JsonProperty("run_others_as_me") @Nullable Boolean runOthers,
            @JsonProperty("restricted") @Nullable Boolean restricted) {}

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

    /** Sets what is named; the rest is the agent's to say when it registers. */
    @PUT
    @Path("endpoints/{id}/sharing")
    public EndpointSharing shareEndpoint(@RestPath String id, byte[] body) {
        EndpointSharing wish = Bodies.read(body, EndpointSharing.class);
        Caller who = caller.get();
        RegisteredEndpoint endpoint = service.endpoints().managed(who, EndpointId.parse(id));
        EndpointAccess.Sharing now = service.endpoints().access().sharing(endpoint);
        List<UUID> groups = ids(wish.groups(), now.groups());
        List<UUID> admins = ids(wish.admins(), now.admins());
        if (!groups.equals(now.groups())) {
            service.access().groups().requireMember(who, groups);
        }
        if (!admins.equals(now.admins())) {
            // Whom the owner trusts is the owner's to say.
            RegisteredEndpoint _ = service.endpoints().owned(who, endpoint.id());
        }
        Boolean isPublic = wish.isPublic();
        service.endpoints()
                .access()
                .share(
                        endpoint.id(),
                        new EndpointAccess.Sharing(
                                isPublic == null ? now.isPublic() : isPublic, groups, admins));
        return endpoint(id);
    }

    private static List<UUID> ids(@Nullable List<String> texts, List<UUID> otherwise) {
        return texts == null ? otherwise : texts.stream().map(GroupRoutes::uuid).toList();
    }
}

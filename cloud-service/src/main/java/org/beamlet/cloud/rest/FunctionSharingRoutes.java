package org.beamlet.cloud.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.beamlet.cloud.function.RegisteredFunction;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.protocol.id.FunctionId;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** With whom functions are shared. */
@Path("/beamlet/v1/functions")
@Produces(MediaType.APPLICATION_JSON)
public class FunctionSharingRoutes {
    private final CloudService service;
    private final CurrentCaller caller;

    @Inject
    public FunctionSharingRoutes(CloudService service, CurrentCaller caller) {
        this.service = service;
        this.caller = caller;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record FunctionSharing(
            @JsonProperty("public") @Nullable Boolean isPublic,
            @JsonProperty("group") @Nullable String group) {}

    @GET
    @Path("{id}/sharing")
    public FunctionSharing function(@RestPath String id) {
        RegisteredFunction function = service.functions().find(caller.get(), FunctionId.parse(id));
        UUID group = function.group();
        return new FunctionSharing(function.isPublic(), group == null ? null : group.toString());
    }

    @PUT
    @Path("{id}/sharing")
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
}

package org.beamlet.cloud.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.beamlet.cloud.auth.Users;
import org.beamlet.cloud.endpoint.RegisteredEndpoint;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.protocol.id.EndpointId;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** Where a manager gets what it hands to an agent that runs as another user of its machine. */
@Path("/beamlet/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Agents")
public class AgentTokenRoutes {
    private final CloudService service;
    private final CurrentCaller caller;

    @Inject
    public AgentTokenRoutes(CloudService service, CurrentCaller caller) {
        this.service = service;
        this.caller = caller;
    }

    record AgentToken(@JsonProperty("token") String token) {}

    @POST
    @Path("endpoints/{id}/agent-token")
    @Operation(
            operationId = "makeAgentToken",
            summary = "A token for the agent of a user endpoint",
            description =
                    "For managers that run each user's agent as that user. The token registers that"
                            + " endpoint, reconciles its tasks, tells their news and carries their"
                            + " objects, and does nothing else; earlier ones of the endpoint end.")
    @APIResponse(responseCode = "200", description = "The token; it is not shown again.")
    @APIResponse(
            responseCode = "403",
            description = "ENDPOINT_ACCESS_FORBIDDEN: no manager of yours started the endpoint.")
    @APIResponse(
            responseCode = "404",
            description = "ENDPOINT_NOT_FOUND: there is no such endpoint.")
    public AgentToken make(
            @Parameter(description = "The user endpoint's UUID.") @RestPath String id) {
        EndpointId endpoint = EndpointId.parse(id);
        RegisteredEndpoint known = service.endpoints().ofManager(caller.get(), endpoint);
        Users.User user = service.access().users().find(known.ownerId().toString());
        String token = service.access().tokens().mintForAgent(user, endpoint).token();
        service.access().changed();
        return new AgentToken(token);
    }
}

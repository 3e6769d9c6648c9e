package org.beamlet.cloud.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beamlet.cloud.endpoint.RegisteredEndpoint;
import org.beamlet.cloud.group.EndpointGroup;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.protocol.id.EndpointId;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Endpoints that stand in for each other. */
@Path("/beamlet/v1/endpoint-groups")
@Produces(MediaType.APPLICATION_JSON)
public class EndpointGroupRoutes {
    private final CloudService service;
    private final CurrentCaller caller;

    @Inject
    public EndpointGroupRoutes(CloudService service, CurrentCaller caller) {
        this.service = service;
        this.caller = caller;
    }

    record NewGroup(
            @JsonProperty("name") @Nullable String name,
            @JsonProperty("policy") @Nullable String policy,
            @JsonProperty("running") @Nullable String running,
            @JsonProperty("endpoints") @Nullable List<String> endpoints) {}

    record Member(
            @JsonProperty("endpoint_id") String endpointId,
            @JsonProperty("name") @Nullable String name,
            @JsonProperty("status") String status) {}

    record Group(
            @JsonProperty("endpoint_group_id") String id,
            @JsonProperty("name") String name,
            @JsonProperty("policy") String policy,
            @JsonProperty("running") String running,
            @JsonProperty("endpoints") List<Member> endpoints) {}

    @POST
    public Group create(byte[] body) {
        NewGroup asked = Bodies.read(body, NewGroup.class);
        List<String> endpoints = asked.endpoints() == null ? List.of() : asked.endpoints();
        return view(
                service.endpointGroups()
                        .create(
                                caller.get(),
                                asked.name() == null ? "" : asked.name(),
                                EndpointGroup.Policy.of(or(asked.policy(), "ordered")),
                                EndpointGroup.Running.of(or(asked.running(), "after-lease")),
                                endpoints.stream().map(EndpointId::parse).toList()));
    }

    private static String or(@Nullable String word, String otherwise) {
        return word == null ? otherwise : word;
    }

    @GET
    public List<Group> list() {
        return service.endpointGroups().list(caller.get()).stream().map(this::view).toList();
    }

    @GET
    @Path("{id}")
    public Group show(@RestPath String id) {
        return view(service.endpointGroups().owned(caller.get(), EndpointId.parse(id)));
    }

    @DELETE
    @Path("{id}")
    public Map<String, String> delete(@RestPath String id) {
        service.endpointGroups().delete(caller.get(), EndpointId.parse(id));
        return Map.of("deleted", id);
    }

    private Group view(EndpointGroup group) {
        return new Group(
                group.id().toString(),
                group.name(),
                group.policy().word(),
                group.running().word(),
                group.members().stream().map(this::member).toList());
    }

    private Member member(EndpointId id) {
        Optional<RegisteredEndpoint> endpoint = service.endpoints().find(id);
        String status =
                endpoint.map(one -> one.online(service.clock().instant()) ? "online" : "offline")
                        .orElse("deleted");
        return new Member(
                id.toString(), endpoint.map(RegisteredEndpoint::name).orElse(null), status);
    }
}

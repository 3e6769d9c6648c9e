package org.beamlet.cloud.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.beamlet.cloud.endpoint.AccessTerms;
import org.beamlet.cloud.endpoint.EndpointKind;
import org.beamlet.cloud.endpoint.RegisteredEndpoint;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.rest.EndpointRegistration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Registers, shows, lists and deletes endpoints. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class EndpointRoutes {
    /** UTC with microseconds and no zone, as Python writes and reads it. */
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final CloudService service;
    private final CurrentCaller caller;
    private final FreshLogin login;
    private final Repeatable repeatable;
    private final Duration lockTime;

    @Inject
    public EndpointRoutes(
            CloudService service,
            CurrentCaller caller,
            FreshLogin login,
            Repeatable repeatable,
            @ConfigProperty(name = "beamlet.endpoint-lock", defaultValue = "5m")
                    Duration lockTime) {
        this.service = service;
        this.caller = caller;
        this.login = login;
        this.repeatable = repeatable;
        this.lockTime = lockTime;
    }

    record Listed(
            @JsonProperty("uuid") String uuid,
            @JsonProperty("name") String name,
            @JsonProperty("display_name") @Nullable String displayName,
            @JsonProperty("owner") String owner) {
        static Listed of(RegisteredEndpoint endpoint) {
            return new Listed(
                    endpoint.id().toString(),
                    endpoint.name(),
                    endpoint.displayName(),
                    endpoint.ownerId().toString());
        }
    }

    record Status(
            @JsonProperty("status") String status, @JsonProperty("details") JsonNode details) {}

    record Locked(
            @JsonProperty("endpoint_id") String endpointId,
            @JsonProperty("lock_expiration_timestamp") String expiration) {}

    record Allowed(
            @JsonProperty("endpoint_id") String endpointId,
            @JsonProperty("restricted") boolean restricted,
            @JsonProperty("functions") List<String> functions) {}

    @POST
    @Path("v3/endpoints")
    public Object register(byte[] body) {
        EndpointRegistration _ = Bodies.read(body, EndpointRegistration.class);
        // Sent again, it finds the id that it had, and registering that again changes nothing.
        EndpointId id = service.newEndpoints().id(repeatable.call(body));
        return registered(id, body);
    }

    @POST
    @Path("v2/endpoints")
    public Object registerAsBefore(byte[] body) {
        return register(body);
    }

    @PUT
    @Path("v3/endpoints/{id}")
    public Object registerAgain(@RestPath String id, byte[] body) {
        return registered(EndpointId.parse(id), body);
    }

    /** A manager endpoint is told less: it gets no task. */
    private Object registered(EndpointId id, byte[] body) {
        EndpointRegistration registration = Bodies.read(body, EndpointRegistration.class);
        AccessTerms terms = AccessTerms.of(Bodies.read(body, JsonNode.class));
        terms.groups()
                .ifPresent(groups -> service.access().groups().requireMember(caller.get(), groups));
        return service.locks()
                .unlessLocked(
                        id,
                        () ->
                                login.of(
                                        () -> registered(id, registration, terms),
                                        () -> service.broker().revokeEndpoint(id)));
    }

    private Object registered(EndpointId id, EndpointRegistration registration, AccessTerms terms) {
        return switch (EndpointKind.of(registration)) {
            case MANAGER ->
                    service.registrations().registerManager(caller.get(), id, registration, terms);
            case AGENT, USER ->
                    service.registrations()
                            .register(caller.get(), id, registration, terms)
                            .taking(service.artifacts().largest());
        };
    }

    @GET
    @Path("v2/endpoints")
    public List<Listed> list(@RestQuery @Nullable String role) {
        return service.endpoints().list(caller.get(), any(role)).stream().map(Listed::of).toList();
    }

    private static boolean any(@Nullable String role) {
        return switch (role) {
            case null -> false;
            case "owner" -> false;
            case "any" -> true;
            default ->
                    throw new BeamletException(
                            ErrorCode.REQUEST_MALFORMED,
                            "role '%s' is not known".formatted(role),
                            "use role=owner or role=any");
        };
    }

    @GET
    @Path("v2/endpoints/{id}")
    public EndpointView show(@RestPath String id) {
        RegisteredEndpoint endpoint =
                service.endpoints().usable(caller.get(), EndpointId.parse(id));
        return EndpointView.of(
                endpoint, service.endpoints().access().mayManage(caller.get(), endpoint));
    }

    @GET
    @Path("v2/endpoints/{id}/status")
    public Status status(@RestPath String id) {
        RegisteredEndpoint endpoint =
                service.endpoints().usable(caller.get(), EndpointId.parse(id));
        String report = endpoint.report();
        return new Status(
                online(endpoint) ? "online" : "offline",
                report == null ? JsonNodeFactory.instance.objectNode() : Json.read(report));
    }

    private boolean online(RegisteredEndpoint endpoint) {
        return endpoint.online(service.clock().instant())
                && !service.locks().isLocked(endpoint.id());
    }

    @GET
    @Path("v3/endpoints/{id}/allowed_functions")
    public Allowed allowedFunctions(@RestPath String id) {
        RegisteredEndpoint endpoint =
                service.endpoints().usable(caller.get(), EndpointId.parse(id));
        return new Allowed(
                id,
                endpoint.restricted(),
                service.endpoints().allowedFunctions(endpoint.id()).stream()
                        .sorted()
                        .map(FunctionId::toString)
                        .toList());
    }

    @DELETE
    @Path("v2/endpoints/{id}")
    public Map<String, Integer> delete(@RestPath String id) {
        service.removal().delete(caller.get(), EndpointId.parse(id));
        return FunctionRoutes.DELETED;
    }

    @POST
    @Path("v3/endpoints/{id}/lock")
    public Locked lock(@RestPath String id) {
        Instant until = service.locks().lock(caller.get(), EndpointId.parse(id), lockTime);
        return new Locked(id, TIMESTAMP.format(until));
    }

    @POST
    @Path("v2/endpoints/{id}/lock")
    public Locked lockAsBefore(@RestPath String id) {
        return lock(id);
    }
}

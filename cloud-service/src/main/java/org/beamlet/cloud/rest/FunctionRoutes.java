package org.beamlet.cloud.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import org.beamlet.cloud.function.Functions;
import org.beamlet.cloud.function.RegisteredFunction;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.rest.FunctionRegistration;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Registers, shows and deletes functions. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class FunctionRoutes {
    /** What the wire's readers know as "done". */
    static final Map<String, Integer> DELETED = Map.of("result", 302);

    private final Functions functions;
    private final CurrentCaller caller;
    private final Repeatable repeatable;

    @Inject
    public FunctionRoutes(CloudService service, CurrentCaller caller, Repeatable repeatable) {
        this.functions = service.functions();
        this.caller = caller;
        this.repeatable = repeatable;
    }

    record Shown(
            @JsonProperty("function_uuid") String functionUuid,
            @JsonProperty("function_name") String functionName,
            @JsonProperty("function_code") String functionCode,
            @JsonProperty("description") @Nullable String description,
            @JsonProperty("metadata") JsonNode metadata) {}

    @POST
    @Path("v3/functions")
    public FunctionRegistration.Answer register(byte[] body) {
        FunctionId id =
                functions.register(
                        caller.get(),
                        Bodies.read(body, FunctionRegistration.class),
                        repeatable.call(body));
        return new FunctionRegistration.Answer(id.toString());
    }

    @POST
    @Path("v2/functions")
    public FunctionRegistration.Answer registerAsBefore(byte[] body) {
        return register(body);
    }

    @GET
    @Path("v2/functions/{id}")
    public Shown show(@RestPath String id) {
        FunctionId functionId = FunctionId.parse(id);
        RegisteredFunction function = functions.find(caller.get(), functionId);
        String metadata = function.metadata();
        return new Shown(
                id,
                function.name(),
                functions.code(functionId),
                function.description(),
                metadata(metadata));
    }

    /** Readers take it for an object and look up both versions, so both are always there. */
    private static JsonNode metadata(@Nullable String text) {
        ObjectNode metadata = Json.NODES.objectNode();
        metadata.putNull("python_version").putNull("sdk_version");
        if (text != null && Json.read(text) instanceof ObjectNode registered) {
            metadata.setAll(registered);
        }
        return metadata;
    }

    @DELETE
    @Path("v2/functions/{id}")
    public Map<String, Integer> delete(@RestPath String id) {
        functions.delete(caller.get(), FunctionId.parse(id));
        return DELETED;
    }
}

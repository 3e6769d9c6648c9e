package org.beamlet.cloud.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.beamlet.cloud.function.Functions;
import org.beamlet.cloud.function.RegisteredFunction;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.cloud.store.StorableText;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Lists functions, which Globus Compute cannot. */
@Path("/beamlet/v1/functions")
@Produces(MediaType.APPLICATION_JSON)
public class BeamletFunctionRoutes {
    private final Functions functions;
    private final CurrentCaller caller;

    @Inject
    public BeamletFunctionRoutes(CloudService service, CurrentCaller caller) {
        this.functions = service.functions();
        this.caller = caller;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Listed(
            @JsonProperty("function_uuid") String functionUuid,
            @JsonProperty("function_name") String functionName,
            @JsonProperty("version") @Nullable String version,
            @JsonProperty("description") @Nullable String description,
            @JsonProperty("owner") String owner,
            @JsonProperty("public") boolean isPublic,
            @JsonProperty("group") @Nullable String group) {
        static Listed of(RegisteredFunction function) {
            UUID group = function.group();
            return new Listed(
                    function.id().toString(),
                    function.name(),
                    function.version(),
                    function.description(),
                    function.ownerId().toString(),
                    function.isPublic(),
                    group == null ? null : group.toString());
        }
    }

    @GET
    public List<Listed> list(@RestQuery @Nullable String name) {
        if (name != null) {
            StorableText.require("name", name);
        }
        return functions.list(caller.get(), Optional.ofNullable(name)).stream()
                .map(Listed::of)
                .toList();
    }
}

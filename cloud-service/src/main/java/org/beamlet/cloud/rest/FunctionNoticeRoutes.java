package org.beamlet.cloud.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.beamlet.cloud.function.Notice;
import org.beamlet.cloud.function.RegisteredFunction;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.FunctionId;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Takes versions of functions out of use, gently or at once. */
@Path("/beamlet/v1/functions")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Functions")
public class FunctionNoticeRoutes {
    private static final String NOT_YOURS = "FUNCTION_ACCESS_FORBIDDEN: it is not yours.";
    private static final String EXAMPLE =
            "{\"reason\": \"wrong normalisation below 5 keV\", \"successor\": \"fit.peaks@1.3.0\"}";

    private final CloudService service;
    private final CurrentCaller caller;

    @Inject
    public FunctionNoticeRoutes(CloudService service, CurrentCaller caller) {
        this.service = service;
        this.caller = caller;
    }

    record NoticeRequest(
            @JsonProperty("reason") @Nullable String reason,
            @JsonProperty("successor") @Nullable String successor) {}

    @POST
    @Path("{id}/deprecate")
    @Operation(
            operationId = "deprecateFunction",
            summary = "Advise against a version",
            description =
                    "It can still be submitted, with a warning. A name without a version or with a"
                            + " range leads to it only where no other version fits.")
    @RequestBody(
            description = "Why, and what to use instead.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = NoticeRequest.class),
                            examples = @ExampleObject(name = "with a successor", value = EXAMPLE)))
    @APIResponse(
            responseCode = "200",
            description = "The function with its notice.",
            content = @Content(schema = @Schema(implementation = FunctionView.class)))
    @APIResponse(responseCode = "403", description = NOT_YOURS)
    @APIResponse(responseCode = "404", description = "FUNCTION_NOT_FOUND: no such function.")
    public FunctionView deprecate(
            @Parameter(description = "The version's UUID.") @RestPath String id, byte[] body) {
        return put(id, body, false);
    }

    @POST
    @Path("{id}/revoke")
    @Operation(
            operationId = "revokeFunction",
            summary = "Forbid a version",
            description =
                    "From now on its submission is refused with FUNCTION_VERSION_UNAVAILABLE and"
                            + " the list of live versions. Tasks that were accepted still run.")
    @RequestBody(
            description = "Why, and what to use instead.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = NoticeRequest.class),
                            examples = @ExampleObject(name = "with a successor", value = EXAMPLE)))
    @APIResponse(
            responseCode = "200",
            description = "The function with its notice.",
            content = @Content(schema = @Schema(implementation = FunctionView.class)))
    @APIResponse(responseCode = "403", description = NOT_YOURS)
    @APIResponse(responseCode = "404", description = "FUNCTION_NOT_FOUND: no such function.")
    public FunctionView revoke(
            @Parameter(description = "The version's UUID.") @RestPath String id, byte[] body) {
        return put(id, body, true);
    }

    @POST
    @Path("{id}/restore")
    @Operation(
            operationId = "restoreFunction",
            summary = "Take the notice of a version down",
            description = "It is neither deprecated nor revoked any longer.")
    @APIResponse(
            responseCode = "200",
            description = "The function.",
            content = @Content(schema = @Schema(implementation = FunctionView.class)))
    @APIResponse(responseCode = "403", description = NOT_YOURS)
    @APIResponse(responseCode = "404", description = "FUNCTION_NOT_FOUND: no such function.")
    public FunctionView restore(
            @Parameter(description = "The version's UUID.") @RestPath String id) {
        RegisteredFunction function = service.functions().find(caller.get(), FunctionId.parse(id));
        service.functions().notices().remove(caller.get(), function);
        return FunctionView.of(function, null);
    }

    private FunctionView put(String id, byte[] body, boolean revoked) {
        NoticeRequest request = Bodies.read(body, NoticeRequest.class);
        String reason = request.reason();
        if (reason == null) {
            throw new BeamletException(
                    ErrorCode.REQUEST_KEY_ERROR,
                    "'reason' is missing",
                    "send {\"reason\": …, \"successor\": …}");
        }
        RegisteredFunction function = service.functions().find(caller.get(), FunctionId.parse(id));
        Notice notice =
                new Notice(
                        revoked,
                        reason,
                        request.successor(),
                        caller.get().name(),
                        service.clock().millis());
        service.functions().notices().put(caller.get(), function, notice);
        return FunctionView.of(function, notice);
    }
}

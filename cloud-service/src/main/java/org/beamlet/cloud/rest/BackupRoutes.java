package org.beamlet.cloud.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jspecify.annotations.Nullable;

/** Copies of the service's data, for whoever can read its folder. */
@Path("/beamlet/v1/admin/backup")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Administration")
public class BackupRoutes {
    private final CloudService service;

    @Inject
    public BackupRoutes(CloudService service) {
        this.service = service;
    }

    record BackupRequest(@JsonProperty("file") @Nullable String file) {}

    record BackupAnswer(@JsonProperty("file") String file) {}

    /** Open to nobody without the secret, which stands in for a token here. */
    @POST
    @Open
    @Operation(
            operationId = "writeBackup",
            summary = "Write a copy of the service's data",
            description =
                    "To a file on the host of the service, while it runs. Answers only callers on that"
                            + " host who can read the data folder.")
    @RequestBody(
            description = "The path of the file.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = BackupRequest.class)))
    @APIResponse(responseCode = "200", description = "Where it was written.")
    @APIResponse(
            responseCode = "400",
            description =
                    "REQUEST_KEY_ERROR: file is missing. USAGE: database or broker are elsewhere.")
    @APIResponse(
            responseCode = "401",
            description = "USER_UNAUTHENTICATED: the header is missing or wrong.")
    @APIResponse(
            responseCode = "404",
            description = "ROUTE_NOT_FOUND: the call comes from outside.")
    @APIResponse(
            responseCode = "422",
            description = "OUTPUT_NOT_WRITABLE: the file cannot be written.")
    public BackupAnswer write(
            @Parameter(description = "The content of admin.secret in the data folder.")
                    @RestHeader("X-Beamlet-Admin")
                    @Nullable String secret,
            @Context HttpServerRequest request,
            byte[] body) {
        requireAdmin(service, secret, request);
        String file = Bodies.read(body, BackupRequest.class).file();
        if (file == null) {
            throw new BeamletException(
                    ErrorCode.REQUEST_KEY_ERROR, "'file' is missing", "send {\"file\": path}");
        }
        service.backUp(java.nio.file.Path.of(file));
        return new BackupAnswer(file);
    }

    /** Raises unless the call comes from this host, by somebody who can read the data folder. */
    private static void requireAdmin(
            CloudService service, @Nullable String secret, HttpServerRequest request) {
        Loopback.require(request.remoteAddress().hostAddress());
        if (secret == null || !service.adminSecret().matches(secret)) {
            throw new BeamletException(
                    ErrorCode.USER_UNAUTHENTICATED,
                    "the header X-Beamlet-Admin is missing or wrong",
                    "send the content of admin.secret in the service's data folder");
        }
    }
}

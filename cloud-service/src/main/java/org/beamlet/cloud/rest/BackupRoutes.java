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
import org.jboss.resteasy.reactive.RestHeader;
import org.jspecify.annotations.Nullable;

/** Copies of the service's data, for whoever can read its folder. */
@Path("/beamlet/v1/admin/backup")
@Produces(MediaType.APPLICATION_JSON)
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
    public BackupAnswer write(
            @RestHeader("X-Beamlet-Admin") @Nullable String secret,
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

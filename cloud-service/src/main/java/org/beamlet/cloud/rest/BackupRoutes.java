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
        AdminRoutes.requireAdmin(service, secret, request);
        String file = Bodies.read(body, BackupRequest.class).file();
        if (file == null) {
            throw new BeamletException(
                    ErrorCode.REQUEST_KEY_ERROR, "'file' is missing", "send {\"file\": path}");
        }
        service.backUp(java.nio.file.Path.of(file));
        return new BackupAnswer(file);
    }
}

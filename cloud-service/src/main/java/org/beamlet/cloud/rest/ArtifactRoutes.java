package org.beamlet.cloud.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Locale;
import org.beamlet.cloud.objects.Artifacts;
import org.beamlet.cloud.objects.Sha256;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.protocol.id.TaskId;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Objects that are too large for a message, streamed in and out under their SHA-256. */
@Path(ArtifactRoutes.PATH)
@Blocking
public class ArtifactRoutes {
    static final String PATH = "/beamlet/v1/artifacts";

    private final Artifacts artifacts;
    private final CurrentCaller caller;

    @Inject
    public ArtifactRoutes(CloudService service, CurrentCaller caller) {
        this.artifacts = service.artifacts();
        this.caller = caller;
    }

    record Kept(@JsonProperty("sha256") String sha256, @JsonProperty("size") long size) {}

    /**
     * Takes an object in.
     *
     * @param task whose owner may read it too
     */
    @PUT
    @Path("{sha256}")
    @Produces(MediaType.APPLICATION_JSON)
    public Kept put(@RestPath String sha256, @RestQuery @Nullable String task, InputStream body) {
        Sha256 key = key(sha256);
        artifacts.put(caller.get(), key, body);
        if (task != null) {
            artifacts.share(caller.get(), key, TaskId.parse(task));
        }
        return new Kept(key.hex(), artifacts.size(caller.get(), key));
    }

    @GET
    @Path("{sha256}")
    public Response get(@RestPath String sha256) {
        Sha256 key = key(sha256);
        return head(key).entity(artifacts.open(caller.get(), key)).build();
    }

    @HEAD
    @Path("{sha256}")
    public Response head(@RestPath String sha256) {
        return head(key(sha256)).build();
    }

    private Response.ResponseBuilder head(Sha256 key) {
        return Response.ok()
                .type(MediaType.APPLICATION_OCTET_STREAM_TYPE)
                .header(HttpHeaders.CONTENT_LENGTH, artifacts.size(caller.get(), key))
                .header(HttpHeaders.ETAG, '"' + key.hex() + '"');
    }

    private static Sha256 key(String text) {
        return new Sha256(text.toLowerCase(Locale.ROOT));
    }
}

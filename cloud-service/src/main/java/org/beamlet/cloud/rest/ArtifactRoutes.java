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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
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
    @Tag(name = "Objects")
    @Operation(
            operationId = "putArtifact",
            summary = "Send an object under its SHA-256",
            description = "Streamed in; sending it again is no harm and keeps it longer.")
    @APIResponse(responseCode = "200", description = "Its SHA-256 and size.")
    @APIResponse(responseCode = "413", description = "The object is larger than the service takes.")
    @APIResponse(responseCode = "422", description = "The content has another SHA-256.")
    public Kept put(
            @Parameter(description = "SHA-256 of the content, 64 hexadecimal digits.") @RestPath
                    String sha256,
            @Parameter(description = "A task, by UUID, whose owner may read the object too.")
                    @RestQuery
                    @Nullable String task,
            InputStream body) {
        Sha256 key = key(sha256);
        artifacts.put(caller.get(), key, body);
        if (task != null) {
            artifacts.share(caller.get(), key, TaskId.parse(task));
        }
        return new Kept(key.hex(), artifacts.size(caller.get(), key));
    }

    @GET
    @Path("{sha256}")
    @Tag(name = "Objects")
    @Operation(
            operationId = "getArtifact",
            summary = "Read an object that you sent or that was sent for a task of yours",
            description = "Streamed out; a HEAD request answers its size alone.")
    @APIResponse(responseCode = "200", description = "The content, streamed.")
    @APIResponse(responseCode = "404", description = "ARTIFACT_NOT_FOUND: none for you.")
    public Response get(
            @Parameter(description = "SHA-256 of the content, 64 hexadecimal digits.") @RestPath
                    String sha256,
            @Parameter(
                            description =
                                    "A task, by UUID, of yours or on an endpoint of yours, whose"
                                            + " function is made of the object.")
                    @RestQuery
                    @Nullable String task) {
        Sha256 key = key(sha256);
        return head(key, task).entity(artifacts.open(key)).build();
    }

    @HEAD
    @Path("{sha256}")
    public Response head(@RestPath String sha256) {
        return head(key(sha256), null).build();
    }

    private Response.ResponseBuilder head(Sha256 key, @Nullable String task) {
        long size =
                task == null
                        ? artifacts.size(caller.get(), key)
                        : artifacts.size(caller.get(), key, TaskId.parse(task));
        return Response.ok()
                .type(MediaType.APPLICATION_OCTET_STREAM_TYPE)
                .header(HttpHeaders.CONTENT_LENGTH, size)
                .header(HttpHeaders.ETAG, '"' + key.hex() + '"');
    }

    private static Sha256 key(String text) {
        return new Sha256(text.toLowerCase(Locale.ROOT));
    }
}

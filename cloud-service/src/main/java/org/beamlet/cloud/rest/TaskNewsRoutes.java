package org.beamlet.cloud.rest;

import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.rest.TaskNewsReport;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** Where agents tell what running tasks print, how far they are and what they have found so far. */
@Path("/beamlet/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Agents")
public class TaskNewsRoutes {
    private final CloudService service;
    private final CurrentCaller caller;

    @Inject
    public TaskNewsRoutes(CloudService service, CurrentCaller caller) {
        this.service = service;
        this.caller = caller;
    }

    @POST
    @Path("endpoints/{id}/news")
    @Operation(
            operationId = "tellNews",
            summary = "Tell what running tasks print and how far they are",
            description =
                    "For agents. What is said of tasks of other endpoints is passed over; output"
                            + " that was told before is kept once.")
    @RequestBody(
            description =
                    "Progress, partial results (objects of at most 64 KiB, counted by seq), and"
                            + " output in base64 with its offset in the stream.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            examples =
                                    @ExampleObject(
                                            name = "one task",
                                            value =
                                                    """
                                                    {"progress": [{"task_id": "0a4a76ae-…",
                                                      "attempt": 1, "fraction": 0.4,
                                                      "what": "frame 40 of 100"}],
                                                     "partials": [{"task_id": "0a4a76ae-…",
                                                      "attempt": 1, "seq": 3,
                                                      "value": {"frames": 40}}],
                                                     "output": [{"task_id": "0a4a76ae-…",
                                                      "attempt": 1, "stream": "stdout",
                                                      "offset": 0, "bytes": "aGVsbG8K"}]}
                                                    """)))
    @APIResponse(responseCode = "200", description = "An empty object.")
    @APIResponse(
            responseCode = "403",
            description = "ENDPOINT_ACCESS_FORBIDDEN: the endpoint is not yours.")
    public Map<String, String> tell(
            @Parameter(description = "The endpoint's UUID.") @RestPath String id, byte[] body) {
        EndpointId endpoint = EndpointId.parse(id);
        service.endpoints().attended(caller.get(), endpoint);
        service.news().store(endpoint, Bodies.read(body, TaskNewsReport.class));
        return Map.of();
    }
}

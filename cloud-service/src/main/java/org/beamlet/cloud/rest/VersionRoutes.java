package org.beamlet.cloud.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.protocol.json.Json;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** What the service is and whether it is well; asked before anybody has a token. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class VersionRoutes {
    /** The version of the API that this one behaves like, not Beamlet's own. */
    private static final String API = "1.23.0";

    private static final String OLDEST = "2.0.0";

    private final CloudService service;
    private final String oldestSdk;
    private final String oldestEndpoint;

    @Inject
    public VersionRoutes(
            CloudService service,
            @ConfigProperty(name = "beamlet.min-sdk-version", defaultValue = OLDEST)
                    String oldestSdk,
            @ConfigProperty(name = "beamlet.min-endpoint-version", defaultValue = OLDEST)
                    String oldestEndpoint) {
        this.service = service;
        this.oldestSdk = oldestSdk;
        this.oldestEndpoint = oldestEndpoint;
    }

    /** Both spellings of the endpoint's version are read by somebody. */
    record Version(
            @JsonProperty("api") String api,
            @JsonProperty("min_sdk_version") String minSdkVersion,
            @JsonProperty("min_ep_version") String minEpVersion,
            @JsonProperty("min_endpoint_version") String minEndpointVersion,
            @JsonProperty("service") String service) {}

    record Health(
            @JsonProperty("status") String status,
            @JsonProperty("store") String store,
            @JsonProperty("broker") String broker,
            @JsonProperty("tasks_waiting_for_broker") long waiting) {}

    @GET
    @Path("v2/version")
    @Open
    public String version(@RestQuery("service") @Nullable String which) {
        return which == null
                ? Json.write(API)
                : Json.write(
                        new Version(API, oldestSdk, oldestEndpoint, oldestEndpoint, "beamlet"));
    }

    @GET
    @Path("health")
    @Open
    public Response health() {
        long waiting = service.outbox().size();
        boolean broker = service.brokerConnected();
        return Response.status(broker ? 200 : 503)
                .entity(
                        new Health(
                                broker ? "UP" : "DEGRADED", "UP", broker ? "UP" : "DOWN", waiting))
                .build();
    }
}

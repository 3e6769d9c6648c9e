package org.beamlet.cloud.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.beamlet.cloud.limit.DiskRoom;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.protocol.error.BeamletException;

/** For whoever restarts a service that hangs and for whoever sends requests to one that is well. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class HealthRoutes {
    private static final String UP = "UP";
    private static final String DOWN = "DOWN";
    private static final String FULL = "FULL";

    private final CloudService service;
    private final DiskRoom room;
    private final DrainFilter drain;

    @Inject
    public HealthRoutes(CloudService service, DiskRoom room, DrainFilter drain) {
        this.service = service;
        this.room = room;
        this.drain = drain;
    }

    record Live(@JsonProperty("status") String status) {}

    record Ready(
            @JsonProperty("status") String status,
            @JsonProperty("store") String store,
            @JsonProperty("broker") String broker,
            @JsonProperty("disk") String disk,
            @JsonProperty("stopping") boolean stopping) {}

    /** The process answers; nothing else is asked. */
    @GET
    @Path("health/live")
    @Open
    public Live live() {
        return new Live(UP);
    }

    /**
     * Whether new work should be sent here. A broker that is away does not matter: tasks wait for
     * it in the store. On a full disk the service has no room for tasks, but still hands results
     * out.
     */
    @GET
    @Path("health/ready")
    @Open
    public Response ready() {
        boolean store = storeAnswers();
        boolean ready = store && !drain.draining();
        return Response.status(ready ? 200 : 503)
                .entity(
                        new Ready(
                                ready ? UP : DOWN,
                                store ? UP : DOWN,
                                service.brokerConnected() ? UP : DOWN,
                                room.lacking().isPresent() ? FULL : UP,
                                drain.draining()))
                .build();
    }

    private boolean storeAnswers() {
        try {
            service.store().ping();
            return true;
        } catch (BeamletException _) {
            return false;
        }
    }
}

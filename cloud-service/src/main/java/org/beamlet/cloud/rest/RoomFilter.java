package org.beamlet.cloud.rest;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import org.beamlet.cloud.limit.DiskRoom;

/**
 * Takes no tasks and functions while there is no room for them. All else goes on: results are
 * fetched, tasks cancelled, agents heard.
 */
@Provider
@Priority(Priorities.AUTHORIZATION)
public class RoomFilter implements ContainerRequestFilter {
    private final DiskRoom room;
    private final CurrentCaller caller;

    @Inject
    public RoomFilter(DiskRoom room, CurrentCaller caller) {
        this.room = room;
        this.caller = caller;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (caller.isKnown() && fills(request.getMethod(), request.getUriInfo().getPath())) {
            room.require();
        }
    }

    static boolean fills(String method, String path) {
        return method.equals(HttpMethod.POST) && path.matches(".*/(submit|functions)/?");
    }
}

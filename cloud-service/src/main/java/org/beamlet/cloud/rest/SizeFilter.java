package org.beamlet.cloud.rest;

import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * Refuses bodies that cannot be in order before they are in memory, and has large ones wait for
 * their turn. The bound is above the 10 MB of a submission by as much as JSON escapes may add.
 */
@Provider
@Priority(Priorities.ENTITY_CODER)
public class SizeFilter implements ContainerRequestFilter {
    private static final long LARGEST = 32L * 1024 * 1024;

    private final BodyRoom room;
    private final RoutingContext context;

    @Inject
    public SizeFilter(BodyRoom room, RoutingContext context) {
        this.room = room;
        this.context = context;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (request.getUriInfo().getPath().startsWith(ArtifactRoutes.PATH)) {
            // Never in memory as a whole, and bounded by a setting.
            return;
        }
        boolean function = request.getUriInfo().getPath().endsWith("/functions");
        if (request.getLength() > LARGEST) {
            throw tooLarge(function);
        }
        if (request.hasEntity()) {
            BodyRoom.Share share = room.share();
            context.addEndHandler(_ -> share.giveBack());
            share.need(request.getLength());
            request.setEntityStream(new Bounded(request.getEntityStream(), share, function));
        }
    }

    private static BeamletException tooLarge(boolean function) {
        return new BeamletException(
                function ? ErrorCode.FUNCTION_TOO_LARGE : ErrorCode.TASK_PAYLOAD_TOO_LARGE,
                "the request's body has more than %d bytes".formatted(LARGEST),
                "send at most 10 MB at a time, and pass large data by path");
    }

    /** For bodies that do not say how long they are. */
    private static final class Bounded extends FilterInputStream {
        private final BodyRoom.Share share;
        private final boolean function;
        private long taken;

        Bounded(InputStream in, BodyRoom.Share share, boolean function) {
            super(in);
            this.share = share;
            this.function = function;
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            if (one >= 0) {
                took(1);
            }
            return one;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = super.read(into, offset, length);
            took(Math.max(0, count));
            return count;
        }

        private void took(int count) {
            taken += count;
            if (taken > LARGEST) {
                throw tooLarge(function);
            }
            share.need(taken);
        }
    }
}

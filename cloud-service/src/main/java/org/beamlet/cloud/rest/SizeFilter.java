package org.beamlet.cloud.rest;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * Refuses bodies that cannot be in order before they are in memory. Above the 10 MB of a submission
 * by as much as JSON escapes may add.
 */
@Provider
public class SizeFilter implements ContainerRequestFilter {
    private static final long LARGEST = 32L * 1024 * 1024;

    @Override
    public void filter(ContainerRequestContext request) {
        if (request.getUriInfo().getPath().startsWith(ArtifactRoutes.PATH)) {
            // Never in memory as a whole, and bounded by a setting.
            return;
        }
        if (request.getLength() > LARGEST) {
            throw tooLarge();
        }
        if (request.hasEntity()) {
            request.setEntityStream(new Bounded(request.getEntityStream()));
        }
    }

    private static BeamletException tooLarge() {
        return new BeamletException(
                ErrorCode.TASK_PAYLOAD_TOO_LARGE,
                "the request's body has more than %d bytes".formatted(LARGEST),
                "submit at most 10 MB at a time, and pass large data by path");
    }

    /** For bodies that do not say how long they are. */
    private static final class Bounded extends FilterInputStream {
        private long left = LARGEST;

        Bounded(InputStream in) {
            super(in);
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
            left -= count;
            if (left < 0) {
                throw tooLarge();
            }
        }
    }
}

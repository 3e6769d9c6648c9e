package org.beamlet.cloud.rest;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jboss.logging.Logger;

/**
 * Takes no new work from the moment that the service was asked to stop; what is being answered is
 * finished, and questions are answered to the end.
 */
@Provider
@Singleton
public class DrainFilter implements ContainerRequestFilter {
    private static final Logger LOG = Logger.getLogger(DrainFilter.class);

    private volatile boolean draining;

    void stopping(@Observes ShutdownDelayInitiatedEvent event) {
        draining = true;
        LOG.infof("no new work is taken event=%s", event.getClass().getSimpleName());
    }

    boolean draining() {
        return draining;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (draining && !request.getMethod().equals(HttpMethod.GET)) {
            throw new BeamletException(
                    ErrorCode.SERVICE_UNREACHABLE,
                    "the service is stopping",
                    "send it again in a moment: nothing was done");
        }
    }
}

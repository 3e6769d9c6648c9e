package org.beamlet.cloud.rest;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.rest.ErrorBody;
import org.jboss.logging.Logger;

/**
 * Fails on demand where it hurts most, so that clients can be tried: after a registration or
 * submission was carried out, before its answer goes out. The words of {@code
 * beamlet.faults.after-commit} say it of one answer each.
 */
@Provider
@Singleton
public class Faults implements ContainerResponseFilter {
    private static final Logger LOG = Logger.getLogger(Faults.class);
    private static final int OK = 200;
    private static final int KILLED = 137;

    private final Repeatable repeatable;
    private final FaultPlan plan;

    @Inject
    public Faults(Repeatable repeatable, FaultPlan plan) {
        this.repeatable = repeatable;
        this.plan = plan;
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        FaultPlan.Fault fault =
                response.getStatus() == OK && repeatable.isUsed() ? plan.next() : null;
        if (fault == null) {
            return;
        }
        LOG.warnf("fault on demand fault=%s path=%s", fault, request.getUriInfo().getPath());
        switch (fault) {
            case ANSWER -> {}
            case REFUSE -> refuse(response);
            case CUT -> repeatable.cut();
            case HALT -> Runtime.getRuntime().halt(KILLED);
        }
    }

    private static void refuse(ContainerResponseContext response) {
        BeamletException fault =
                new BeamletException(
                        ErrorCode.SERVICE_UNREACHABLE,
                        "the service was told to fail here",
                        "unset beamlet.faults.after-commit");
        response.setStatus(fault.code().httpStatus());
        response.setEntity(ErrorBody.of(fault, ""));
    }
}

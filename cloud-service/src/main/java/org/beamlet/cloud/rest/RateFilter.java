package org.beamlet.cloud.rest;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import java.time.Duration;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.limit.Allowance;
import org.beamlet.cloud.limit.RetryLaterException;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.protocol.error.ErrorCode;

/** Holds users to their allowance on the routes that people and their programs call. */
@Provider
@Priority(Priorities.AUTHORIZATION)
public class RateFilter implements ContainerRequestFilter {
    private final CloudService service;
    private final CurrentCaller caller;
    private final Allowances allowances;

    @Inject
    public RateFilter(CloudService service, CurrentCaller caller, Allowances allowances) {
        this.service = service;
        this.caller = caller;
        this.allowances = allowances;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (!caller.isKnown() || !counts(request.getMethod(), request.getUriInfo().getPath())) {
            return;
        }
        Caller user = caller.get();
        Allowance allowance = allowances.of(user);
        Duration wait = service.rates().ask(user.userId(), allowance);
        if (wait.isPositive()) {
            throw new RetryLaterException(
                    ErrorCode.TOO_MANY_REQUESTS,
                    "user '%s' makes more than %d requests in %d s"
                            .formatted(
                                    user.name(),
                                    allowance.requests(),
                                    allowance.window().toSeconds()),
                    wait);
        }
    }

    /**
     * The routes of Globus Compute, and what Beamlet tells of functions and tasks. Agents register
     * when they must and talk on routes of their own: an owner of many must not lock them out.
     */
    static boolean counts(String method, String path) {
        String route = path.startsWith("/") ? path.substring(1) : path;
        boolean registration =
                (method.equals("POST") && route.matches("v[23]/endpoints/?"))
                        || (method.equals("PUT") && route.startsWith("v3/endpoints/"));
        return !registration
                && (route.startsWith("v2/")
                        || route.startsWith("v3/")
                        || route.startsWith("beamlet/v1/functions")
                        || route.startsWith("beamlet/v1/tasks"));
    }
}

package org.beamlet.cloud.rest;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Lets nobody past without a token, except to routes marked {@link Open}. */
@Provider
@Priority(Priorities.AUTHENTICATION)
public class TokenFilter implements ContainerRequestFilter {
    private static final String SCHEME = "Bearer ";

    private final CloudService service;
    private final CurrentCaller caller;

    @Context @Nullable ResourceInfo resource;

    @Inject
    public TokenFilter(CloudService service, CurrentCaller caller) {
        this.service = service;
        this.caller = caller;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (resource != null
                && resource.getResourceMethod() != null
                && resource.getResourceMethod().isAnnotationPresent(Open.class)) {
            return;
        }
        String header = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            // Raises what a missing token deserves.
            caller.get();
            return;
        }
        caller.set(
                service.tokens()
                        .caller(header.substring(SCHEME.length()).strip())
                        .orElseThrow(() ->
                                new BeamletException(
                                        ErrorCode.INVALID_AUTH_TOKEN,
                                        "the bearer token is not known here",
                                        "make one with `beamlet cloud token --user NAME`"
                                                + " against this service")));
    }
}

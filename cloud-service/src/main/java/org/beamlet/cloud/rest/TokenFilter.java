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
import java.util.Optional;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Lets nobody past without a token, except to routes marked {@link Open}, and only operators to
 * those marked {@link OperatorsOnly}.
 */
@Provider
@Priority(Priorities.AUTHENTICATION)
public class TokenFilter implements ContainerRequestFilter {
    private static final String SCHEME = "Bearer ";
    private static final String ADMIN = "X-Beamlet-Admin";

    private final CloudService service;
    private final CurrentCaller caller;
    private final RemoteAddress remote;

    @Context @Nullable ResourceInfo resource;

    @Inject
    public TokenFilter(CloudService service, CurrentCaller caller, RemoteAddress remote) {
        this.service = service;
        this.caller = caller;
        this.remote = remote;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (resource != null
                && resource.getResourceMethod() != null
                && resource.getResourceMethod().isAnnotationPresent(Open.class)) {
            return;
        }
        boolean operators =
                resource != null
                        && resource.getResourceClass() != null
                        && resource.getResourceClass().isAnnotationPresent(OperatorsOnly.class);
        String secret = request.getHeaderString(ADMIN);
        if (operators && secret != null) {
            requireSecret(secret);
            caller.set(Caller.FOLDER_OWNER, Optional.empty());
            return;
        }
        String header = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            // Raises what a missing token deserves.
            caller.get();
            return;
        }
        String token = header.substring(SCHEME.length()).strip();
        caller.set(service.access().credentials().caller(token), Optional.of(token));
        AgentRights.require(caller.get(), request);
        if (operators && !caller.get().operator()) {
            throw new BeamletException(
                    ErrorCode.OPERATOR_REQUIRED,
                    "'%s' is no operator of this service".formatted(caller.get().name()),
                    "ask an operator to do this");
        }
    }

    private void requireSecret(String secret) {
        if (!remote.isLoopback()) {
            throw new BeamletException(
                    ErrorCode.ROUTE_NOT_FOUND,
                    "there is nothing here for callers from outside",
                    "call from the service's own host, or with an operator's token");
        }
        if (!service.adminSecret().matches(secret)) {
            throw new BeamletException(
                    ErrorCode.USER_UNAUTHENTICATED,
                    "the header X-Beamlet-Admin is wrong",
                    "send the content of admin.secret in the service's data folder");
        }
    }
}

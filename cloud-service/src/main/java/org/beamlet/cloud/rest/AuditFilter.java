package org.beamlet.cloud.rest;

import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.beamlet.cloud.audit.AuditEntry;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.protocol.rest.ErrorBody;
import org.beamlet.protocol.rest.SubmitResponse;
import org.jspecify.annotations.Nullable;

/** Writes down every call that changes something and every refusal, before it is answered. */
@Provider
public class AuditFilter implements ContainerResponseFilter {
    private static final Set<String> CHANGING = Set.of("POST", "PUT", "DELETE", "PATCH");

    /** Rights and limits; what is merely wrong or absent is no refusal. */
    private static final Set<Integer> REFUSALS = Set.of(401, 403, 423, 429);

    private static final int FIRST_ERROR = 400;

    private final CloudService service;
    private final CurrentCaller caller;
    private final RemoteAddress remote;

    @Context @Nullable ResourceInfo resource;

    @Inject
    public AuditFilter(CloudService service, CurrentCaller caller, RemoteAddress remote) {
        this.service = service;
        this.caller = caller;
        this.remote = remote;
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        boolean refused = REFUSALS.contains(response.getStatus());
        if (!refused && (!CHANGING.contains(request.getMethod()) || onlyReads())) {
            return;
        }
        AuditEntry entry = entry(request, response, refused);
        if (response.getEntity() instanceof SubmitResponse) {
            // The store knows who submitted what; waiting here would slow the busiest route.
            service.access().audit().soon(entry);
        } else {
            service.access().audit().now(entry);
        }
    }

    private boolean onlyReads() {
        return resource != null
                && resource.getResourceMethod() != null
                && resource.getResourceMethod().isAnnotationPresent(OnlyReads.class);
    }

    private AuditEntry entry(
            ContainerRequestContext request, ContainerResponseContext response, boolean refused) {
        boolean failed = response.getStatus() >= FIRST_ERROR;
        Object entity = response.getEntity();
        Caller who = caller.isKnown() ? caller.get() : null;
        return new AuditEntry(
                service.clock().instant().toString(),
                who == null ? "" : who.name(),
                who == null ? null : who.userId().toString(),
                remote.text(),
                request.getMethod() + " " + path(request),
                object(request, entity),
                refused ? "refused" : failed ? "failed" : "allowed",
                entity instanceof ErrorBody error ? error.code() : null,
                caller.requestId());
    }

    /** {@return the path without what stands for ids, which is the object} */
    private static String path(ContainerRequestContext request) {
        List<String> values =
                request.getUriInfo().getPathParameters().values().stream()
                        .flatMap(List::stream)
                        .toList();
        return Arrays.stream(request.getUriInfo().getPath().split("/", -1))
                .map(part -> values.contains(part) ? "{}" : part)
                .collect(Collectors.joining("/"));
    }

    private static String object(ContainerRequestContext request, @Nullable Object entity) {
        String named =
                request.getUriInfo().getPathParameters().entrySet().stream()
                        .map(e -> e.getKey() + "=" + String.join(",", e.getValue()))
                        .sorted()
                        .collect(Collectors.joining(" "));
        return (named + " " + AuditedAnswers.object(entity)).strip();
    }
}

package org.beamlet.cloud.rest;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Locale;
import java.util.regex.Pattern;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;

/**
 * What the token of a user endpoint's agent is good for. The agent runs as the very user whose
 * functions it runs, who can read it there: it must open nothing but that endpoint.
 */
final class AgentRights {
    private static final Pattern OBJECT = Pattern.compile("beamlet/v1/artifacts/[0-9a-fA-F]{64}");

    private AgentRights() {}

    /** Raises where the credential is an agent's and the route is not for it. */
    static void require(Caller caller, ContainerRequestContext request) {
        EndpointId endpoint = caller.endpoint();
        if (endpoint == null) {
            return;
        }
        String path = request.getUriInfo().getPath();
        boolean namesTask = request.getUriInfo().getQueryParameters().containsKey("task");
        if (!allowed(endpoint, request.getMethod(), path, namesTask)) {
            throw new BeamletException(
                    ErrorCode.ENDPOINT_ACCESS_FORBIDDEN,
                    "the token is for the agent of endpoint '%s' alone".formatted(endpoint),
                    "use a token of your own");
        }
    }

    /** {@return whether that agent makes such calls} */
    static boolean allowed(EndpointId endpoint, String method, String path, boolean namesTask) {
        String route = path.startsWith("/") ? path.substring(1) : path;
        String own = "beamlet/v1/endpoints/" + endpoint;
        return switch (method.toUpperCase(Locale.ROOT)) {
            case "PUT" ->
                    route.equals("v3/endpoints/" + endpoint)
                            || (namesTask && OBJECT.matcher(route).matches());
            case "POST" -> route.equals(own + "/reconcile") || route.equals(own + "/news");
            case "GET" ->
                    route.equals("beamlet/v1/whoami")
                            || (namesTask && OBJECT.matcher(route).matches());
            default -> false;
        };
    }
}

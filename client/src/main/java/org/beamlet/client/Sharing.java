package org.beamlet.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.beamlet.client.http.Repeat;
import org.beamlet.client.http.ServiceCalls;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.FunctionId;

/** Groups of users, what is shared with them, and the caller's limits. */
public final class Sharing {
    private static final String GROUPS = "/beamlet/v1/groups";

    private final ServiceCalls calls;

    Sharing(ServiceCalls calls) {
        this.calls = calls;
    }

    /** {@return the groups that the caller belongs to} */
    public JsonNode groups() {
        return calls.get(GROUPS);
    }

    /** {@return a group with its members} */
    public JsonNode group(String id) {
        return calls.get(GROUPS + "/" + part(id));
    }

    public JsonNode createGroup(String name) {
        return calls.post(GROUPS, Map.of("name", name), Repeat.NEVER);
    }

    public JsonNode deleteGroup(String id) {
        return calls.delete(GROUPS + "/" + part(id));
    }

    /** Adds a user, named by user name or id. */
    public JsonNode add(String group, String user) {
        return calls.put(GROUPS + "/%s/members/%s".formatted(part(group), part(user)), Map.of());
    }

    /** Takes a user out. */
    public JsonNode remove(String group, String user) {
        return calls.delete(GROUPS + "/%s/members/%s".formatted(part(group), part(user)));
    }

    /** Shares a function; the body holds {@code public} and {@code group}. */
    public JsonNode share(FunctionId function, Map<String, Object> with) {
        return calls.put("/beamlet/v1/functions/%s/sharing".formatted(function), with);
    }

    /** Shares an endpoint; the body holds {@code public} and {@code groups}. */
    public JsonNode share(EndpointId endpoint, Map<String, Object> with) {
        return calls.put("/beamlet/v1/endpoints/%s/sharing".formatted(endpoint), with);
    }

    /** {@return what the caller has of what they may have} */
    public JsonNode quota() {
        return calls.get("/beamlet/v1/quota");
    }

    private static String part(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

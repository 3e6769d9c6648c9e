package org.beamlet.agent.userendpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;
import org.beamlet.agent.home.EndpointName;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.UuidText;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.rest.EndpointRegistration.QueueInfo;

/**
 * What the service has a manager start.
 *
 * @param name of the user endpoint, and of its folder
 * @param options what the user fills into the template
 * @param runtime of the user's own program
 * @param identities of the user, as the service sends them; a list
 * @param answers where to say that it cannot be started
 */
record StartOrder(
        EndpointName name,
        EndpointId id,
        UUID user,
        String userName,
        ObjectNode options,
        ObjectNode runtime,
        ArrayNode identities,
        QueueInfo answers) {
    static final String PREFIX = "uep.";

    private static final String COMMAND = "cmd_start_endpoint";
    private static final int LONGEST = 256 * 1024;
    private static final int LONGEST_USER_NAME = 200;

    /**
     * Reads a command, in Globus Compute's words.
     *
     * @throws BeamletException with code MESSAGE_INVALID where it is none for this manager
     */
    static StartOrder parse(byte[] body, EndpointId manager) {
        if (body.length > LONGEST) {
            throw invalid("has %d bytes".formatted(body.length));
        }
        JsonNode command = Json.read(body, 0, body.length, JsonNode.class);
        if (!command.path("command").asText("").equals(COMMAND)) {
            throw invalid("is not %s".formatted(COMMAND));
        }
        JsonNode named = command.path("kwargs");
        JsonNode logins = named.path("amqp_creds");
        String id = logins.path("endpoint_id").asText("");
        String user = command.path("globus_effective_identity").asText("");
        if (!UuidText.isUuid(id) || !UuidText.isUuid(user)) {
            throw invalid("names no endpoint or no user");
        }
        // The name becomes a folder's, and says whose it is.
        String name = named.path("name").asText("");
        if (!name.equals(name(manager, EndpointId.parse(id)))) {
            throw invalid("names no user endpoint of this manager");
        }
        return new StartOrder(
                new EndpointName(name),
                EndpointId.parse(id),
                UUID.fromString(user),
                userName(command.path("globus_username").asText("")),
                object(named.path("user_opts")),
                object(named.path("user_runtime")),
                identities(command, user),
                Json.convert(logins.path("heartbeat_queue_info"), QueueInfo.class));
    }

    ChildFolders.Whose whose() {
        return new ChildFolders.Whose(name, id, user, userName);
    }

    static String name(EndpointId manager, EndpointId id) {
        return "%s%s.%s".formatted(PREFIX, manager, id);
    }

    private static String userName(String text) {
        String shown = text.replaceAll("\\p{Cntrl}", "?");
        return shown.length() > LONGEST_USER_NAME ? shown.substring(0, LONGEST_USER_NAME) : shown;
    }

    private static ArrayNode identities(JsonNode command, String user) {
        if (command.path("globus_identity_set") instanceof ArrayNode set && !set.isEmpty()) {
            return set;
        }
        ArrayNode one = Json.NODES.arrayNode();
        one.addObject().put("id", user).put("username", command.path("globus_username").asText(""));
        return one;
    }

    private static ObjectNode object(JsonNode node) {
        return node instanceof ObjectNode object ? object : Json.NODES.objectNode();
    }

    private static BeamletException invalid(String what) {
        return new BeamletException(
                ErrorCode.MESSAGE_INVALID,
                "the command %s".formatted(what),
                "see that the service's version fits this one");
    }

    /** Never shows the logins, nor what may be secret of the user's. */
    @Override
    public String toString() {
        return "StartOrder[%s user=%s]".formatted(name, user);
    }
}

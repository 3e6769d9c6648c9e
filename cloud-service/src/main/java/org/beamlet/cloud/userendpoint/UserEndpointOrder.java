package org.beamlet.cloud.userendpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.UUID;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.store.StorableText;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.NameBasedUuid;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.rest.SubmitRequest;
import org.jspecify.annotations.Nullable;

/**
 * Which user endpoint somebody wants of a manager; the two texts are JSON objects.
 *
 * @param config what the manager's template is filled with
 * @param runtime which interpreter and libraries the user has
 */
record UserEndpointOrder(EndpointId manager, Caller user, String config, String runtime) {
    private static final UUID NAMESPACE =
            NameBasedUuid.of(new UUID(0L, 0L), "user-endpoints.beamlet.org");

    /**
     * The manager hands all through a pipe of 64 KiB, with the rendered template and the logins.
     */
    private static final int LONGEST = 16 * 1024;

    private static final Set<String> RESERVED =
            Set.of("_GC", "parent_config", "user_runtime", "mapped_identity");

    static UserEndpointOrder of(EndpointId manager, Caller user, SubmitRequest request) {
        String config = text("user_endpoint_config", request.userEndpointConfig());
        String runtime = text("user_runtime", request.userRuntime());
        Json.read(config).fieldNames().forEachRemaining(UserEndpointOrder::requireFree);
        return new UserEndpointOrder(manager, user, config, runtime);
    }

    /** {@return the same id for the same order, whichever way its JSON was written} */
    EndpointId id() {
        String name = "%s\n%s\n%s\n%s".formatted(manager, user.userId(), config, runtime);
        return new EndpointId(NameBasedUuid.of(NAMESPACE, name));
    }

    /** {@return the manager's folder for it} */
    String name() {
        return "uep.%s.%s".formatted(manager, id());
    }

    private static String text(String key, @Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return "{}";
        }
        if (!node.isObject()) {
            throw invalid("%s is not an object".formatted(key), "send {\"key\": value, …}");
        }
        String text = CanonicalJson.of(node);
        if (text.length() > LONGEST) {
            throw invalid(
                    "%s has %d characters".formatted(key, text.length()),
                    "send at most %d; put what is large into a file of the endpoint"
                            .formatted(LONGEST));
        }
        StorableText.require(key, text);
        return text;
    }

    private static void requireFree(String key) {
        if (RESERVED.contains(key)) {
            throw invalid(
                    "user_endpoint_config['%s'] is a name that the endpoint fills itself"
                            .formatted(key),
                    "use another name in the template and here");
        }
    }

    private static BeamletException invalid(String what, String remedy) {
        return new BeamletException(ErrorCode.SEMANTICALLY_INVALID, what, remedy);
    }
}

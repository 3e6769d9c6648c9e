package org.beamlet.agent.account;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;

/**
 * Somebody as the service knows them.
 *
 * @param fields such as {@code id}, {@code username} and {@code email}; texts alone
 */
public record Identity(Map<String, String> fields) {
    private static final int MOST = 100;
    private static final int LONGEST = 1000;

    public Identity {
        fields = Map.copyOf(fields);
    }

    /**
     * Reads the identities of a user.
     *
     * @throws BeamletException where a value could end a line, or a text, of whoever reads it
     */
    public static List<Identity> all(JsonNode set) {
        List<Identity> all = new ArrayList<>();
        for (JsonNode one : set) {
            Map<String, String> fields = new TreeMap<>();
            one.properties()
                    .forEach(field -> {
                        if (field.getValue().isTextual()) {
                            fields.put(field.getKey(), field.getValue().asText());
                        }
                    });
            fields.forEach(Identity::requireHarmless);
            all.add(new Identity(fields));
        }
        if (all.size() > MOST) {
            throw refused("%d identities".formatted(all.size()));
        }
        return all;
    }

    private static void requireHarmless(String name, String value) {
        if (value.length() > LONGEST || value.chars().anyMatch(Identity::harmful)) {
            throw refused("the field '%s' with control characters".formatted(name));
        }
    }

    private static boolean harmful(int character) {
        return Character.isISOControl(character)
                || character == '\u2028'
                || character == '\u2029'
                || Character.getType(character) == Character.FORMAT;
    }

    private static BeamletException refused(String what) {
        return new BeamletException(
                ErrorCode.ENDPOINT_ACCESS_FORBIDDEN,
                "the identity has " + what,
                "ask whoever runs the service to look at the user's name");
    }

    String id() {
        return fields.getOrDefault("id", fields.getOrDefault("sub", ""));
    }

    ObjectNode json() {
        ObjectNode json = Json.NODES.objectNode();
        fields.forEach(json::put);
        return json;
    }
}

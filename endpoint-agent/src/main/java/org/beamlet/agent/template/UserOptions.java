package org.beamlet.agent.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;

/**
 * What a submission fills in, within bounds.
 *
 * @param json its {@code user_endpoint_config}
 */
public record UserOptions(ObjectNode json) {
    private static final int MAX_CHARACTERS = 64 * 1024;
    private static final int MAX_DEPTH = 10;

    /** Names reach a template without quotes. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,127}");

    private static final Set<String> RESERVED =
            Set.of("_GC", "parent_config", "user_runtime", "mapped_identity");

    public UserOptions {
        if (Json.write(json).length() > MAX_CHARACTERS) {
            throw invalid(
                    "is longer than %d characters".formatted(MAX_CHARACTERS), "send less of it");
        }
        checkDepth(json, MAX_DEPTH);
        json.fieldNames().forEachRemaining(UserOptions::checkReserved);
        json = json.deepCopy();
    }

    public static UserOptions none() {
        return new UserOptions(Json.NODES.objectNode());
    }

    /** Reads a text; anything but an object is refused. */
    public static UserOptions parse(String text) {
        if (text.length() > MAX_CHARACTERS) {
            throw invalid(
                    "is longer than %d characters".formatted(MAX_CHARACTERS), "send less of it");
        }
        if (Json.read(text) instanceof ObjectNode object) {
            return new UserOptions(object);
        }
        throw invalid("is no JSON object", "write {\"name\": value}");
    }

    private static void checkReserved(String name) {
        if (RESERVED.contains(name)) {
            throw invalid("has '%s', which the endpoint fills in".formatted(name), "rename it");
        }
    }

    private static void checkDepth(JsonNode node, int left) {
        if (left == 0) {
            throw invalid(
                    "is nested deeper than %d levels".formatted(MAX_DEPTH), "send flatter values");
        }
        if (node instanceof ArrayNode array) {
            array.forEach(item -> checkDepth(item, left - 1));
        } else if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> entry : object.properties()) {
                if (!NAME.matcher(entry.getKey()).matches()) {
                    throw invalid(
                            "has the name '%s'".formatted(shortened(entry.getKey())),
                            "use letters, digits, dot, dash and underscore");
                }
                checkDepth(entry.getValue(), left - 1);
            }
        }
    }

    private static String shortened(String name) {
        return name.length() <= 60 ? name : name.substring(0, 60) + "…";
    }

    static BeamletException invalid(String what, String remedy) {
        return new BeamletException(
                ErrorCode.CONFIG_INVALID, "user_endpoint_config %s".formatted(what), remedy);
    }
}

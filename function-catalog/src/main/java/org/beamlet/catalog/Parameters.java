package org.beamlet.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import org.beamlet.protocol.json.Json;

/**
 * Arguments as they were used: with the schema's defaults, and no more of them than belongs into a
 * record of a call.
 */
final class Parameters {
    private static final int LONGEST_TEXT = 1000;

    /** Values, of all depths together. */
    private static final int MOST_VALUES = 500;

    private static final int MOST_CHARACTERS = 16 * 1024;

    private int values;
    private int characters;

    private Parameters() {}

    static ObjectNode used(JsonNode schema, JsonNode given) {
        ObjectNode used = Json.NODES.objectNode();
        Parameters budget = new Parameters();
        for (Map.Entry<String, JsonNode> one : given.properties()) {
            used.set(budget.name(one.getKey()), budget.cut(one.getValue()));
        }
        for (Map.Entry<String, JsonNode> one : schema.path("properties").properties()) {
            JsonNode standard = one.getValue().get("default");
            if (standard != null && !given.has(one.getKey())) {
                used.set(one.getKey(), standard);
            }
        }
        return used;
    }

    private String name(String text) {
        return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
    }

    private JsonNode cut(JsonNode value) {
        values++;
        if (value.isTextual()) {
            return text(value.textValue());
        }
        if (values > MOST_VALUES) {
            return TextNode.valueOf("…");
        }
        if (value instanceof ArrayNode array) {
            ArrayNode copy = Json.NODES.arrayNode();
            for (JsonNode one : array) {
                if (values >= MOST_VALUES || characters >= MOST_CHARACTERS) {
                    copy.add("… %,d in all".formatted(array.size()));
                    break;
                }
                copy.add(cut(one));
            }
            return copy;
        }
        if (value instanceof ObjectNode object) {
            ObjectNode copy = Json.NODES.objectNode();
            for (Map.Entry<String, JsonNode> one : object.properties()) {
                if (values >= MOST_VALUES || characters >= MOST_CHARACTERS) {
                    copy.put("…", "%,d in all".formatted(object.size()));
                    break;
                }
                copy.set(name(one.getKey()), cut(one.getValue()));
            }
            return copy;
        }
        return value;
    }

    private JsonNode text(String text) {
        int left = Math.max(0, MOST_CHARACTERS - characters);
        int most = Math.min(LONGEST_TEXT, left);
        characters += Math.min(text.length(), most);
        return text.length() <= most
                ? TextNode.valueOf(text)
                : TextNode.valueOf(
                        "%s… %,d characters in all"
                                .formatted(text.substring(0, most), text.length()));
    }
}

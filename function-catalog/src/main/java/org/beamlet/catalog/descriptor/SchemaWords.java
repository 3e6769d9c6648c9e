package org.beamlet.catalog.descriptor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Schemas in words, for cells of a table. */
final class SchemaWords {
    private SchemaWords() {}

    static String type(JsonNode schema) {
        List<String> words = new ArrayList<>();
        if (schema.has("enum")) {
            schema.path("enum").forEach(one -> words.add("`" + one.asText() + "`"));
            return String.join(", ", words);
        }
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            type.forEach(one -> words.add(one.asText()));
        } else {
            words.add(type.asText("any"));
        }
        StringBuilder text = new StringBuilder(String.join(" or ", words));
        if (schema.path("format").asText("").equals("path")) {
            text.append(", a path");
        }
        if (schema.path("items").has("type")) {
            text.append(" of ").append(schema.path("items").path("type").asText());
        }
        boolean least = schema.has("minimum");
        boolean most = schema.has("maximum");
        if (least && most) {
            text.append(", %s to %s".formatted(schema.get("minimum"), schema.get("maximum")));
        } else if (least) {
            text.append(", from ").append(schema.get("minimum"));
        } else if (most) {
            text.append(", to ").append(schema.get("maximum"));
        }
        return text.toString();
    }

    /** A bar would end the cell. */
    static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }
}

package org.beamlet.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Finds the values of arguments that a function's schema marks as paths. */
final class SchemaPaths {
    private static final List<String> ALTERNATIVES = List.of("allOf", "anyOf", "oneOf");
    private static final List<String> UNREAD =
            List.of("$ref", "$dynamicRef", "patternProperties", "if", "prefixItems");

    private SchemaPaths() {}

    /** What is done with a schema that says more than is understood here. */
    enum Reading {
        TO_THE_END,
        AS_FAR_AS_KNOWN
    }

    /** What takes a path's place. */
    @FunctionalInterface
    interface Use {
        String of(String path, String argument);
    }

    /**
     * {@return the value with its paths replaced}
     *
     * @throws BeamletException with code FUNCTION_NOT_ALLOWED where the schema cannot be read to
     *     the end, and has to be
     */
    static JsonNode replaced(JsonNode schema, JsonNode value, String name, Reading how, Use use) {
        if (how == Reading.TO_THE_END) {
            requireKnown(schema, name);
        }
        JsonNode now = value;
        for (String word : ALTERNATIVES) {
            for (JsonNode one : schema.path(word)) {
                now = replaced(one, now, name, how, use);
            }
        }
        if (now instanceof TextNode text && schema.path("format").asText("").equals("path")) {
            return new TextNode(use.of(text.asText(), name));
        }
        if (now instanceof ObjectNode object) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            object.properties()
                    .forEach(one -> {
                        JsonNode declared = schema.path("properties").path(one.getKey());
                        JsonNode of = declared.isMissingNode() ? more(schema) : declared;
                        copy.set(
                                one.getKey(), replaced(of, one.getValue(), one.getKey(), how, use));
                    });
            return copy;
        }
        if (now instanceof ArrayNode array) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            array.forEach(item -> copy.add(replaced(schema.path("items"), item, name, how, use)));
            return copy;
        }
        return now;
    }

    private static JsonNode more(JsonNode schema) {
        return schema.path("additionalProperties");
    }

    private static void requireKnown(JsonNode schema, String name) {
        for (String word : UNREAD) {
            if (schema.has(word)) {
                throw new BeamletException(
                        ErrorCode.FUNCTION_NOT_ALLOWED,
                        "the function's schema has %s at '%s', so that its paths are not known"
                                .formatted(word, name),
                        "ask the endpoint's owner not to offer it where projects are kept apart");
            }
        }
    }
}

package org.beamlet.agent.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hubspot.jinjava.objects.collections.PyMap;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.beamlet.protocol.json.Json;

/**
 * Values as a template meets them: a text stands in double quotes, with everything escaped that
 * YAML would take for more than text, and so it cannot bring a key of its own.
 */
final class YamlValue {
    private YamlValue() {}

    static Object of(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> new FlowMap(map(object));
            case ArrayNode array ->
                    StreamSupport.stream(array.spliterator(), false).map(YamlValue::of).toList();
            default -> scalar(node);
        };
    }

    static Map<String, Object> map(ObjectNode object) {
        Map<String, Object> map = new LinkedHashMap<>();
        object.properties().forEach(entry -> map.put(entry.getKey(), of(entry.getValue())));
        return map;
    }

    private static Object scalar(JsonNode node) {
        if (node.isTextual()) {
            return quoted(node.textValue());
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        return node.isNumber() ? node.numberValue() : "null";
    }

    /** {@return the text as JSON has it, of ASCII characters: YAML knows more ends of lines} */
    static String quoted(String text) {
        try {
            return Json.mapper()
                    .writer()
                    .with(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .writeValueAsString(text)
                    .replace("\u007f", "\\u007f");
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A mapping that writes itself as YAML. */
    private static final class FlowMap extends PyMap {
        FlowMap(Map<String, Object> map) {
            super(map);
        }

        @Override
        public String toString() {
            List<String> entries =
                    delegate().entrySet().stream()
                            .map(entry ->
                                    "%s: %s".formatted(quoted(entry.getKey()), entry.getValue()))
                            .toList();
            return "{%s}".formatted(String.join(", ", entries));
        }
    }
}

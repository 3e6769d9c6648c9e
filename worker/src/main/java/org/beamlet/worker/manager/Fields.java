package org.beamlet.worker.manager;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object whose keys may be missing or null. Read without what makes objects of any class:
 * that takes 0.2 s to come up, which is half of a node manager's start.
 *
 * @param values texts, whole numbers as {@link Long}, booleans, lists and maps of these
 */
record Fields(Map<String, @Nullable Object> values) {
    private static final int MOST_NESTED = 8;

    /**
     * Reads a text.
     *
     * @throws IOException if it is not JSON
     * @throws BeamletException with code CONFIG_INVALID if it is not an object
     */
    static Fields read(String text) throws IOException {
        JsonNode tree = tree(text);
        if (!tree.isObject()) {
            throw invalid("the text", "an object");
        }
        return new Fields(object(tree, MOST_NESTED));
    }

    private static JsonNode tree(String text) throws IOException {
        try {
            return Json.read(text);
        } catch (BeamletException e) {
            // It knows the place of the fault.
            if (e.getCause() instanceof IOException parser) {
                throw parser;
            }
            throw e;
        }
    }

    private static Map<String, @Nullable Object> object(JsonNode object, int nested) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            values.put(field.getKey(), value(field.getValue(), nested - 1));
        }
        return values;
    }

    private static @Nullable Object value(JsonNode value, int nested) {
        if (value.isContainerNode() && nested == 0) {
            throw invalid("the text", "nested at most " + MOST_NESTED + " deep");
        }
        if (value.isObject()) {
            return object(value, nested);
        }
        if (value.isArray()) {
            List<@Nullable Object> items = new ArrayList<>();
            for (JsonNode item : value) {
                items.add(value(item, nested - 1));
            }
            return items;
        }
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return value.longValue();
        }
        if (value.isNumber()) {
            return value.doubleValue();
        }
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        return value.textValue();
    }

    @Nullable String text(String key) {
        return get(key, String.class, "a text").orElse(null);
    }

    boolean flag(String key) {
        return get(key, Boolean.class, "true or false").orElse(false);
    }

    /** {@return 0 where it is missing} */
    long number(String key) {
        return get(key, Long.class, "a whole number").orElse(0L);
    }

    /** {@return 0 where it is missing} */
    int count(String key) {
        long number = number(key);
        if (number != (int) number) {
            throw invalid(key, "a number of that size");
        }
        return (int) number;
    }

    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (Object item : get(key, List.class, "a list").orElse(List.of())) {
            texts.add(textOf(key, item));
        }
        return texts;
    }

    Map<String, String> textsByName(String key) {
        Map<String, String> texts = new LinkedHashMap<>();
        part(key).values().forEach((name, value) -> texts.put(name, textOf(key, value)));
        return texts;
    }

    /** {@return one without fields where it is missing} */
    Fields part(String key) {
        return part(key, Function.identity()).orElse(new Fields(Map.of()));
    }

    /** {@return what is made of an object, if it is there} */
    @SuppressWarnings("unchecked") // Maps are made here alone.
    <T> Optional<T> part(String key, Function<Fields, T> made) {
        return get(key, Map.class, "an object")
                .map(map -> made.apply(new Fields((Map<String, @Nullable Object>) map)));
    }

    private <T> Optional<T> get(String key, Class<T> type, String what) {
        Object value = values.get(key);
        if (value != null && !type.isInstance(value)) {
            throw invalid(key, what);
        }
        return Optional.ofNullable(type.cast(value));
    }

    private static String textOf(String key, @Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw invalid(key, "of texts");
    }

    private static BeamletException invalid(String key, String what) {
        return new BeamletException(
                ErrorCode.CONFIG_INVALID,
                "%s is not %s".formatted(key, what),
                "start the block through the endpoint, which writes this file");
    }
}

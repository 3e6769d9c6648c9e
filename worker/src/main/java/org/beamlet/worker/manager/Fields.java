package org.beamlet.worker.manager;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object whose keys may be missing or null. Read by the parser alone: what makes objects of
 * any class takes 0.2 s to come up, which is half of a node manager's start.
 *
 * @param values texts, whole numbers as {@link Long}, booleans, lists and maps of these
 */
record Fields(Map<String, @Nullable Object> values) {
    private static final int MOST_NESTED = 8;

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(MOST_NESTED).build())
                    .build();

    /**
     * Reads a text.
     *
     * @throws IOException if it is not JSON
     * @throws BeamletException with code CONFIG_INVALID if it is not an object
     */
    static Fields read(String text) throws IOException {
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw invalid("the text", "an object");
            }
            Fields fields = new Fields(object(parser));
            if (parser.nextToken() != null) {
                throw invalid("the text", "an object alone");
            }
            return fields;
        }
    }

    private static Map<String, @Nullable Object> object(JsonParser parser) throws IOException {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            values.put(name, value(parser, parser.nextToken()));
        }
        return values;
    }

    private static @Nullable Object value(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> {
                List<@Nullable Object> items = new ArrayList<>();
                for (JsonToken next = parser.nextToken();
                        next != JsonToken.END_ARRAY;
                        next = parser.nextToken()) {
                    items.add(value(parser, next));
                }
                yield items;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
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

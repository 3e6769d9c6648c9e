package org.beamlet.client.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.beamlet.protocol.json.Json;

/** A partial result in one short line: its plain values, and of the rest how much there is. */
final class PartialText {
    private static final int LONGEST = 100;
    private static final int LONGEST_VALUE = 40;

    private PartialText() {}

    static String of(JsonNode value) {
        List<String> parts = new ArrayList<>();
        value.properties()
                .forEach(field -> parts.add(plain(field.getKey()) + " " + part(field.getValue())));
        String line = String.join(", ", parts);
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
    }

    private static String part(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "[%d]".formatted(value.size());
            case OBJECT -> "{%d}".formatted(value.size());
            case STRING -> cut(plain(value.asText()));
            case BINARY, BOOLEAN, MISSING, NULL, NUMBER, POJO -> cut(Json.write(value));
        };
    }

    /** What a function tells must not move the cursor of whoever looks at it. */
    private static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE - 1) + "…";
    }
}

package org.beamlet.client.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.beamlet.client.terminal.Ink;
import org.beamlet.client.terminal.TextTable;

/** A function's schema as a person reads it. */
record ArgumentTable(JsonNode schema) {
    private static final int DESCRIPTION_WIDTH = 60;

    List<String> lines(Ink ink) {
        if (schema.path("properties").isEmpty()) {
            return List.of("It takes no arguments.");
        }
        Set<String> required = new HashSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        TextTable table = TextTable.headed("ARGUMENT", "TYPE", "DEFAULT", "DESCRIPTION");
        List<Map.Entry<String, JsonNode>> properties =
                new ArrayList<>(schema.path("properties").properties());
        // Those that must be given come first; the rest stay in the function's own order.
        properties.sort((a, b) ->
                Boolean.compare(required.contains(b.getKey()), required.contains(a.getKey())));
        for (Map.Entry<String, JsonNode> property : properties) {
            JsonNode about = property.getValue();
            List<String> text = wrapped(about.path("description").asText(""));
            table.row(
                    property.getKey(),
                    type(about),
                    required.contains(property.getKey()) ? "required" : fallback(about),
                    text.getFirst());
            text.stream().skip(1).forEach(more -> table.row("", "", "", more));
        }
        return table.lines(ink);
    }

    private static String fallback(JsonNode about) {
        return about.has("default") ? shown(about.path("default")) : "-";
    }

    private static String type(JsonNode about) {
        if (about.path("enum").isArray()) {
            return joined(about.path("enum"));
        }
        String base =
                about.path("type").isArray()
                        ? joined(about.path("type"))
                        : about.path("type").asText("any");
        String named =
                about.path("format").asText("").equals("path")
                        ? base.replace("string", "path")
                        : base;
        String items = about.path("items").path("type").asText("");
        return (items.isEmpty() ? named : named + " of " + items) + bounds(about);
    }

    private static String bounds(JsonNode about) {
        String from = bound(about, "minimum", "≥ ") + bound(about, "exclusiveMinimum", "> ");
        String to = bound(about, "maximum", "≤ ") + bound(about, "exclusiveMaximum", "< ");
        String both = from.isEmpty() || to.isEmpty() ? from + to : from + ", " + to;
        return both.isEmpty() ? "" : " " + both;
    }

    private static String bound(JsonNode about, String key, String sign) {
        return about.has(key) ? sign + about.path(key).asText() : "";
    }

    private static String joined(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(ArgumentTable::shown)
                .collect(Collectors.joining("|"));
    }

    private static String shown(JsonNode value) {
        return value.isTextual() && !value.asText().isEmpty() ? value.asText() : value.toString();
    }

    private static List<String> wrapped(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split("\\s+", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > DESCRIPTION_WIDTH) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}

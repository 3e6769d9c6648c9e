package org.beamlet.agent.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Pattern;
import org.beamlet.protocol.json.Json;

/** Writes values as YAML for people to read. */
final class YamlLines {
    private static final Pattern PLAIN =
            Pattern.compile("(?!(?i:true|false|yes|no|on|off|null)$)[A-Za-z_/][A-Za-z0-9_./@-]*");

    private final StringBuilder text = new StringBuilder();

    static String of(ObjectNode node) {
        YamlLines lines = new YamlLines();
        lines.mapping(node, "");
        return lines.text.toString();
    }

    private void mapping(ObjectNode node, String indent) {
        node.properties()
                .forEach(entry -> {
                    text.append(indent).append(entry.getKey()).append(':');
                    value(entry.getValue(), indent + "  ");
                });
    }

    private void value(JsonNode node, String indent) {
        switch (node) {
            case ObjectNode object -> {
                text.append('\n');
                mapping(object, indent);
            }
            case ArrayNode array -> {
                text.append('\n');
                array.forEach(item ->
                        text.append(indent).append("- ").append(item.asText()).append('\n'));
            }
            default -> scalar(node, indent);
        }
    }

    private void scalar(JsonNode node, String indent) {
        String value = node.asText();
        if (!node.isTextual()) {
            String number = value.endsWith(".0") ? value.substring(0, value.length() - 2) : value;
            text.append(' ').append(number).append('\n');
        } else if (value.strip().contains("\n")) {
            text.append(" |\n");
            value.strip().lines().forEach(line -> text.append(indent).append(line).append('\n'));
        } else {
            boolean plain = PLAIN.matcher(value).matches();
            text.append(' ').append(plain ? value : Json.write(value.strip())).append('\n');
        }
    }
}

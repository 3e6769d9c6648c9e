package org.beamlet.client.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.beamlet.protocol.data.DataReference;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/** Makes keyword arguments of {@code key=value} on the command line. */
final class Arguments {
    private Arguments() {}

    static ObjectNode parse(List<String> pairs) {
        ObjectNode arguments = Json.NODES.objectNode();
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new BeamletException(
                        ErrorCode.USAGE,
                        "--arg '%s' has no name".formatted(pair),
                        "write --arg name=value");
            }
            String name = pair.substring(0, equals);
            if (arguments.has(name)) {
                throw new BeamletException(
                        ErrorCode.USAGE,
                        "--arg %s is given twice".formatted(name),
                        "give it once; a list is written as --arg '%s=[1, 2]'".formatted(name));
            }
            arguments.set(name, value(pair.substring(equals + 1)));
        }
        return arguments;
    }

    private static JsonNode value(String text) {
        try {
            return Json.read(text);
        } catch (BeamletException _) {
            return text.strip().equals("null") ? Json.NODES.nullNode() : TextNode.valueOf(text);
        }
    }

    /** {@return the arguments that a file holds} */
    static ObjectNode read(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw unread(file, "cannot be read: " + e, e);
        }
        try {
            if (Json.read(text) instanceof ObjectNode arguments) {
                return arguments;
            }
        } catch (BeamletException e) {
            throw unread(file, "is no JSON: " + e.what(), e);
        }
        throw unread(file, "holds no object", null);
    }

    private static BeamletException unread(Path file, String why, @Nullable Throwable cause) {
        return new BeamletException(
                ErrorCode.USAGE,
                "--arg-file '%s' %s".formatted(file, why),
                "give a file with one JSON object, such as {\"raw\": \"/data/raw.h5\"}",
                cause);
    }

    /** A worker runs in another folder: paths are made absolute where the schema says path. */
    static void makePathsAbsolute(ObjectNode arguments, JsonNode schema, Path folder) {
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            JsonNode value = arguments.get(property.getKey());
            boolean path = property.getValue().path("format").asText().equals("path");
            if (path && value != null && value.isTextual() && !value.asText().isBlank()) {
                arguments.put(property.getKey(), absolute(folder, value.asText()));
            }
        }
    }

    private static String absolute(Path folder, String text) {
        if (text.startsWith(DataReference.SCHEME)) {
            return text;
        }
        try {
            return folder.resolve(text).normalize().toString();
        } catch (InvalidPathException _) {
            // The function says what is wrong with it.
            return text;
        }
    }
}

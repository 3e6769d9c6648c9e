package org.beamlet.worker.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.beamlet.protocol.data.DataReference;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.payload.PythonCode;
import org.beamlet.protocol.payload.Serialized;

/** Arguments whose data references have become paths. */
public final class DataArguments {
    private DataArguments() {}

    /**
     * {@return the task buffer with paths for the data references in its arguments}
     *
     * @throws org.beamlet.protocol.error.BeamletException where a reference leads nowhere
     */
    public static String resolved(String taskBuffer, DataRoots roots) {
        List<String> parts = new ArrayList<>(Payloads.unpack(taskBuffer));
        // What Python wrote for Python stays as it is: it may hold what only Python can read.
        boolean pickled = !parts.isEmpty() && !PythonCode.is(parts.getFirst());
        boolean changed = false;
        // The first is the function, whose text is its own affair.
        for (int i = 1; i < parts.size(); i++) {
            String part = parts.get(i);
            if (speaksOfData(part, pickled)) {
                JsonNode arguments = Serialized.parse(part).asArguments();
                parts.set(i, Serialized.json(resolved(arguments, roots)).text());
                changed = true;
            }
        }
        return changed ? Payloads.pack(parts) : taskBuffer;
    }

    private static boolean speaksOfData(String part, boolean pickled) {
        if (part.startsWith(Serialized.JSON + "\n")
                || part.startsWith(Serialized.ALL_DATA + "\n")) {
            return part.contains("data:");
        }
        return pickled
                && part.startsWith(Serialized.DILL_DATA + "\n")
                && new String(Serialized.parse(part).pickle(), StandardCharsets.ISO_8859_1)
                        .contains("data:");
    }

    private static JsonNode resolved(JsonNode node, DataRoots roots) {
        return switch (node) {
            case TextNode text ->
                    DataReference.parse(text.asText())
                            .<JsonNode>map(found -> new TextNode(roots.resolve(found).toString()))
                            .orElse(text);
            case ObjectNode object -> {
                ObjectNode copy = Json.NODES.objectNode();
                object.properties()
                        .forEach(entry ->
                                copy.set(entry.getKey(), resolved(entry.getValue(), roots)));
                yield copy;
            }
            case ArrayNode array -> {
                ArrayNode copy = Json.NODES.arrayNode();
                array.forEach(item -> copy.add(resolved(item, roots)));
                yield copy;
            }
            default -> node;
        };
    }
}

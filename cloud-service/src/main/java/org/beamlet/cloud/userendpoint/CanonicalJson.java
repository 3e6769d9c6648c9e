package org.beamlet.cloud.userendpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.beamlet.protocol.json.Json;

/** One text for all ways of writing the same JSON. */
final class CanonicalJson {
    private CanonicalJson() {}

    static String of(JsonNode node) {
        return Json.write(sorted(node));
    }

    private static JsonNode sorted(JsonNode node) {
        if (node.isObject()) {
            List<String> keys = new ArrayList<>();
            node.fieldNames().forEachRemaining(keys::add);
            Collections.sort(keys);
            ObjectNode object = Json.NODES.objectNode();
            keys.forEach(key -> object.set(key, sorted(node.path(key))));
            return object;
        }
        if (node.isArray()) {
            ArrayNode array = Json.NODES.arrayNode();
            node.forEach(each -> array.add(sorted(each)));
            return array;
        }
        return node;
    }
}

package org.beamlet.catalog.descriptor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.beamlet.protocol.json.Json;

/** Writes descriptors down. */
final class DescriptorJson {
    private DescriptorJson() {}

    static ObjectNode of(FunctionDescriptor known) {
        ObjectNode json = Json.NODES.objectNode();
        json.put("publisher", known.publisher());
        json.put("name", known.name());
        json.put("version", known.version());
        json.put("id", known.id().toString());
        json.put("summary", known.summary());
        json.put("documentation", known.documentation());
        json.set("arguments", known.arguments());
        json.set("result", known.result());
        json.set("example", known.example());
        json.set("resources", Json.mapper().valueToTree(known.resources()));
        json.putObject("implementation")
                .put("kind", known.implementation().kind().word())
                .put("entry", known.implementation().entry());
        json.set("flow", Json.mapper().valueToTree(known.flow()));
        known.deprecation()
                .ifPresent(one -> json.set("deprecated", Json.mapper().valueToTree(one)));
        json.put("idempotent", known.idempotent());
        return json;
    }
}

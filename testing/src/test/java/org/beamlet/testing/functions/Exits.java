package org.beamlet.testing.functions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.catalog.FunctionCall;
import org.beamlet.protocol.json.Json;

/** Takes its process down, before the attempt that survives. */
public final class Exits implements CatalogFunction {
    @Override
    public String name() {
        return "test.exits";
    }

    @Override
    public String version() {
        return "1.0.0";
    }

    @Override
    public String description() {
        return "Ends its process";
    }

    @Override
    public JsonNode schema() {
        return Json.read(
                """
                {"type": "object",
                 "properties": {"survives": {"type": "integer", "description": "which attempt"}},
                 "required": ["survives"],
                 "additionalProperties": false}
                """);
    }

    @Override
    public ObjectNode run(FunctionCall call) {
        if (call.attempt() < call.arguments().path("survives").asInt()) {
            Runtime.getRuntime().halt(7);
        }
        ObjectNode result = Json.NODES.objectNode();
        result.putNull("result_file");
        result.putArray("files");
        return result.put("attempt", call.attempt());
    }
}

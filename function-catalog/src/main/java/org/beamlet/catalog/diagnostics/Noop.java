package org.beamlet.catalog.diagnostics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.catalog.FunctionCall;
import org.beamlet.protocol.json.Json;

/** Does nothing and returns its argument: what remains is the cost of the path. */
public final class Noop implements CatalogFunction {
    @Override
    public String name() {
        return "diagnostics.noop";
    }

    @Override
    public String version() {
        return "1.0.0";
    }

    @Override
    public String description() {
        return "Returns its argument; shows that the path to a worker and back works";
    }

    @Override
    public JsonNode schema() {
        return Json.read(
                """
                {"type": "object",
                 "properties": {"echo": {"description": "any value; comes back as it is"}},
                 "additionalProperties": false}
                """);
    }

    @Override
    public ObjectNode run(FunctionCall call) {
        ObjectNode result = Json.MAPPER.createObjectNode();
        result.putNull("result_file");
        result.putArray("files");
        result.set("echo", call.arguments().path("echo").deepCopy());
        return result;
    }
}

package org.beamlet.catalog.diagnostics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.catalog.FunctionCall;
import org.beamlet.catalog.FunctionSchema;
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
        return FunctionSchema.beside(Noop.class, "noop.schema.json");
    }

    @Override
    public ObjectNode run(FunctionCall call) {
        ObjectNode result = Json.NODES.objectNode();
        result.putNull("result_file");
        result.putArray("files");
        JsonNode echo = call.arguments().get("echo");
        result.set("echo", echo == null ? NullNode.getInstance() : echo.deepCopy());
        return result;
    }
}

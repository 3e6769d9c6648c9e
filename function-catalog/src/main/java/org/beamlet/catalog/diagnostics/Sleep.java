package org.beamlet.catalog.diagnostics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.catalog.FunctionCall;
import org.beamlet.catalog.FunctionSchema;
import org.beamlet.protocol.json.Json;

/** Takes as long as it is told: shows how tasks wait, scale, time out and are lost. */
public final class Sleep implements CatalogFunction {
    private static final Logger LOG = System.getLogger(Sleep.class.getName());

    @Override
    public String name() {
        return "diagnostics.sleep";
    }

    @Override
    public String version() {
        return "1.0.0";
    }

    @Override
    public String description() {
        return "Sleeps for some seconds and reports its progress";
    }

    @Override
    public JsonNode schema() {
        return FunctionSchema.beside(Sleep.class, "sleep.schema.json");
    }

    @Override
    public ObjectNode run(FunctionCall call) {
        double seconds = call.arguments().path("seconds").asDouble(1);
        // So that there is something to see in the task's log.
        LOG.log(Level.INFO, "sleeps for " + seconds + " s");
        Nap.take(seconds, call.progress());
        LOG.log(Level.INFO, "is awake");
        ObjectNode result = Json.NODES.objectNode();
        result.putNull("result_file");
        result.putArray("files");
        result.put("seconds", seconds);
        return result;
    }
}

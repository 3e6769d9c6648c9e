package org.beamlet.client.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.CountDownLatch;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.catalog.FunctionCall;
import org.beamlet.protocol.json.Json;

/** A function with a fault of its own, or that never ends. */
final class Stumble implements CatalogFunction {
    @Override
    public String name() {
        return "test.stumble";
    }

    @Override
    public String version() {
        return "0.1.0";
    }

    @Override
    public String description() {
        return "Fails";
    }

    @Override
    public JsonNode schema() {
        return Json.read("{\"type\": \"object\"}");
    }

    @Override
    public ObjectNode run(FunctionCall call) {
        if (call.arguments().has("forever")) {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
        throw new IllegalStateException("index 7\nout of bounds");
    }
}

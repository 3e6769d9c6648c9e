package org.beamlet.agent.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.catalog.FunctionCall;
import org.beamlet.protocol.json.Json;

/** Notes its attempt in {@code file.log} and ends once {@code file} is there. */
public final class WaitForFile implements CatalogFunction {
    @Override
    public String name() {
        return "test.wait";
    }

    @Override
    public String version() {
        return "1.0.0";
    }

    @Override
    public String description() {
        return "Waits for a file";
    }

    @Override
    public JsonNode schema() {
        return Json.read(
                """
                {"type": "object", "properties": {"file": {"description": "to wait for"}}}
                """);
    }

    @Override
    public ObjectNode run(FunctionCall call) {
        Path file = Path.of(call.arguments().path("file").asText());
        try {
            Files.writeString(
                    Path.of(file + ".log"),
                    ProcessHandle.current().pid() + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            while (!Files.exists(file)) {
                Thread.sleep(20);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        ObjectNode result = Json.NODES.objectNode().put("attempt", call.attempt());
        result.putNull("result_file");
        result.putArray("files");
        return result;
    }
}

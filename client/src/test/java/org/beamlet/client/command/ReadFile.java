package org.beamlet.client.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jhdf.HdfFile;
import io.jhdf.exceptions.HdfException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.catalog.FunctionCall;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;

/** A function that reads an HDF5 file, as the analysis functions do. */
final class ReadFile implements CatalogFunction {
    @Override
    public String name() {
        return "test.read";
    }

    @Override
    public String version() {
        return "1.2.0";
    }

    @Override
    public String description() {
        return "Reads a file";
    }

    @Override
    public JsonNode schema() {
        return Json.read(
                """
                {"type": "object",
                 "properties": {
                   "times": {"type": "integer", "minimum": 1, "default": 2,
                             "description": "how often it is read"},
                   "mode": {"enum": ["fast", "slow"], "description": "how"},
                   "raw": {"type": "string", "format": "path", "description": "an HDF5 file"}},
                 "required": ["raw"],
                 "additionalProperties": false}
                """);
    }

    @Override
    public ObjectNode run(FunctionCall call) {
        Path raw = Path.of(call.arguments().path("raw").asText());
        if (!Files.exists(raw)) {
            throw new BeamletException(
                    ErrorCode.INPUT_NOT_FOUND, "there is no file " + raw, "check argument raw");
        }
        call.progress().at(0.5, "reading");
        try (HdfFile file = new HdfFile(raw)) {
            ObjectNode result = Json.NODES.objectNode().put("result_file", raw.toString());
            result.putArray("files").add(raw.toString()).add(raw + ".png");
            return result.put("groups", file.getChildren().size());
        } catch (HdfException e) {
            throw new BeamletException(
                    ErrorCode.INPUT_INVALID, raw + " is not an HDF5 file", "give one as raw", e);
        }
    }
}

package org.beamlet.catalog.descriptor;

import com.fasterxml.jackson.databind.JsonNode;
import org.beamlet.protocol.json.Json;

/** The part of a result that all functions have. */
final class ResultSchema {
    private ResultSchema() {}

    /** {@return the properties} */
    static JsonNode common() {
        return Json.read(
                """
                {"result_file": {"type": ["string", "null"], "description": "the main file that was written"},
                 "files": {"type": "array", "items": {"type": "string"}, "description": "all files that were written"},
                 "provenance": {"type": "object", "description": "what ran, on what, where",
                  "properties": {
                   "function": {"type": "string"}, "version": {"type": "string"}, "id": {"type": "string"},
                   "sha256": {"type": ["string", "null"], "pattern": "^[0-9a-f]{64}$"},
                   "parameters": {"type": "object"},
                   "host": {"type": "string"}, "device": {"type": "string"},
                   "seconds": {"type": "number", "minimum": 0},
                   "warnings": {"type": "array", "items": {"type": "string"}}},
                  "required": ["function", "version", "id", "sha256", "parameters", "host", "device", "seconds", "warnings"],
                  "additionalProperties": false}}
                """);
    }
}

package org.beamlet.worker.execution;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.payload.Serialized;

/** What a task buffer asks for: a function of the catalog and its keyword arguments. */
record Invocation(FunctionCode function, JsonNode arguments) {
    private static final int PARTS = 3;

    static Invocation parse(String taskBuffer) {
        List<String> parts = Payloads.unpack(taskBuffer);
        if (parts.size() != PARTS) {
            throw new BeamletException(
                    ErrorCode.PAYLOAD_INVALID,
                    "the task packs %d buffers".formatted(parts.size()),
                    "pack three: function, positional arguments, keyword arguments");
        }
        FunctionCode function =
                FunctionCode.parse(parts.get(0)).orElseThrow(() -> foreign(parts.get(0)));
        refusePositional(function, parts.get(1));
        return new Invocation(function, keywords(function, parts.get(2)));
    }

    private static BeamletException foreign(String code) {
        return new BeamletException(
                ErrorCode.FUNCTION_NOT_FOUND,
                "the function's code ('%s') is not one of the catalog"
                        .formatted(code.substring(0, 2)),
                "this worker runs functions of the catalog and Java functions of users; see"
                        + " `beamlet function list`");
    }

    private static void refusePositional(FunctionCode function, String buffer) {
        if (buffer.isEmpty()) {
            return;
        }
        JsonNode positional = Serialized.parse(buffer).asJson();
        if (!positional.isArray() || !positional.isEmpty()) {
            throw new BeamletException(
                    ErrorCode.ARGUMENTS_INVALID,
                    "%s was given %d positional arguments"
                            .formatted(function.name(), positional.size()),
                    "pass each by its name; see `beamlet function show %s`"
                            .formatted(function.name()));
        }
    }

    private static JsonNode keywords(FunctionCode function, String buffer) {
        if (buffer.isEmpty()) {
            return Json.NODES.objectNode();
        }
        JsonNode keywords = Serialized.parse(buffer).asArguments();
        if (!keywords.isObject()) {
            throw new BeamletException(
                    ErrorCode.ARGUMENTS_INVALID,
                    "the keyword arguments of %s are a JSON %s"
                            .formatted(function.name(), Words.lower(keywords.getNodeType().name())),
                    "send an object");
        }
        return keywords;
    }
}

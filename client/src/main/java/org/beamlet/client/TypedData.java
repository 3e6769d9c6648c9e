package org.beamlet.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/** Between the caller's own types and the JSON that travels. */
final class TypedData {
    private TypedData() {}

    static JsonNode arguments(Object arguments) {
        JsonNode object;
        try {
            object = Json.mapper().valueToTree(arguments);
        } catch (IllegalArgumentException e) {
            throw new BeamletException(
                    ErrorCode.ARGUMENTS_INVALID,
                    "arguments of %s cannot travel: %s"
                            .formatted(arguments.getClass().getName(), firstLine(e)),
                    "pass records, maps, lists, numbers, booleans and text",
                    e);
        }
        if (object == null || !object.isObject()) {
            throw new BeamletException(
                    ErrorCode.ARGUMENTS_INVALID,
                    "arguments of %s are no object in JSON"
                            .formatted(arguments.getClass().getName()),
                    "name each argument: pass a record or a map");
        }
        return object;
    }

    static <R> R result(TaskResult returned, Class<R> type) {
        try {
            R value = Json.mapper().treeToValue(returned.value(), type);
            if (value != null) {
                return value;
            }
            throw mismatch(returned, type, "it is null", null);
        } catch (JsonProcessingException e) {
            throw mismatch(returned, type, e.getOriginalMessage(), e);
        }
    }

    private static BeamletException mismatch(
            TaskResult returned, Class<?> type, String why, @Nullable Throwable cause) {
        String what =
                "the result of task %s is no %s: %s"
                        .formatted(returned.taskId(), type.getSimpleName(), why);
        String remedy = "submit without a class to see the JSON, and name one of its shape";
        return cause == null
                ? new BeamletException(ErrorCode.PAYLOAD_INVALID, what, remedy)
                : new BeamletException(ErrorCode.PAYLOAD_INVALID, what, remedy, cause);
    }

    private static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}

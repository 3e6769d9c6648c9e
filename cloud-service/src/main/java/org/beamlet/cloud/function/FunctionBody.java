package org.beamlet.cloud.function;

import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.task.TaskTerms;
import org.jspecify.annotations.Nullable;

/**
 * What of a function goes out with each of its tasks.
 *
 * @param code packed
 * @param terms what its registration asks of whoever runs it
 */
public record FunctionBody(String code, TaskTerms terms) {
    private static final int LONGEST_VERSION = 40;

    static FunctionBody of(String code, @Nullable String metadata) {
        String python =
                metadata == null ? "" : Json.read(metadata).path("python_version").asText("");
        return new FunctionBody(
                code,
                python.isEmpty() || python.length() > LONGEST_VERSION
                        ? TaskTerms.NONE
                        : TaskTerms.ofPython(python));
    }
}

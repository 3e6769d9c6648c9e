package org.beamlet.cloud.function;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.NoSuchElementException;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.payload.Payloads;
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
        if (metadata == null) {
            return new FunctionBody(code, TaskTerms.NONE);
        }
        JsonNode meta = Json.read(metadata);
        boolean idempotent = meta.path("idempotent").asBoolean(false);
        if (isOfCatalog(code)) {
            Published published = Published.of(meta);
            TaskTerms.Bundle bundle = published.bundle();
            // Whoever has the function installed knows whether it is; others must be told.
            return new FunctionBody(
                    code,
                    new TaskTerms(
                            null,
                            null,
                            null,
                            (bundle != null && idempotent) ? true : null,
                            published.content(),
                            bundle));
        }
        String python = meta.path("python_version").asText("");
        boolean told = !python.isEmpty() && python.length() <= LONGEST_VERSION;
        return new FunctionBody(
                code, new TaskTerms(told ? python : null, null, null, idempotent ? true : null));
    }

    private static boolean isOfCatalog(String code) {
        try {
            return FunctionCode.parse(Payloads.unpack(code).getFirst()).isPresent();
        } catch (BeamletException | NoSuchElementException _) {
            return false;
        }
    }
}

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
        if (metadata == null || isOfCatalog(code)) {
            return new FunctionBody(code, TaskTerms.NONE);
        }
        JsonNode meta = Json.read(metadata);
        String python = meta.path("python_version").asText("");
        boolean told = !python.isEmpty() && python.length() <= LONGEST_VERSION;
        boolean idempotent = meta.path("idempotent").asBoolean(false);
        return new FunctionBody(
                code, new TaskTerms(told ? python : null, null, null, idempotent ? true : null));
    }

    /** Endpoints know what the catalog's functions are; none of them is told. */
    private static boolean isOfCatalog(String code) {
        try {
            return FunctionCode.parse(Payloads.unpack(code).getFirst()).isPresent();
        } catch (BeamletException | NoSuchElementException _) {
            return false;
        }
    }
}

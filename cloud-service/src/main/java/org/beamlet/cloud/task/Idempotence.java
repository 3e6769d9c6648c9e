package org.beamlet.cloud.task;

import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/** Whether a function may run again: only whoever registers it can say so. */
final class Idempotence {
    private Idempotence() {}

    /**
     * @param metadata JSON, as it was registered
     */
    static boolean of(@Nullable String metadata) {
        return metadata != null && Json.read(metadata).path("idempotent").asBoolean(false);
    }
}

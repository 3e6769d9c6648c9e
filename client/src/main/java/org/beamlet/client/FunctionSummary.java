package org.beamlet.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.beamlet.protocol.id.FunctionId;
import org.jspecify.annotations.Nullable;

/** What the service's list says of a function. */
public record FunctionSummary(
        @JsonProperty("function_uuid") String uuid,
        @JsonProperty("function_name") @Nullable String name,
        @JsonProperty("version") @Nullable String version,
        @JsonProperty("description") @Nullable String description,
        @JsonProperty("owner") @Nullable String owner,
        @JsonProperty("public") @Nullable Boolean isPublic,
        @JsonProperty("notice") @Nullable Notice notice) {

    /**
     * Its owner's advice against it.
     *
     * @param status deprecated or revoked
     * @param successor what to use instead
     */
    public record Notice(
            @JsonProperty("status") String status,
            @JsonProperty("reason") String reason,
            @JsonProperty("successor") @Nullable String successor) {

        /** {@return the notice in one line} */
        public String text() {
            return "%s: %s%s"
                    .formatted(status, reason, successor == null ? "" : "; use " + successor);
        }
    }

    public FunctionId id() {
        return FunctionId.parse(uuid);
    }

    /** {@return the name, or the id where nobody gave a name} */
    public String shownName() {
        return name == null || name.isBlank() ? uuid : name;
    }
}

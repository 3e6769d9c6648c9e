package org.beamlet.protocol.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Body of {@code POST /v3/functions}; {@code functionCode} is a packed buffer. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FunctionRegistration(
        @JsonProperty("function_name") @Nullable String functionName,
        @JsonProperty("function_code") @Nullable String functionCode,
        @JsonProperty("description") @Nullable String description,
        @JsonProperty("public") @Nullable Boolean isPublic,
        @JsonProperty("group") @Nullable String group,
        @JsonProperty("meta") @Nullable JsonNode meta) {

    /** Answer to a registration. */
    public record Answer(@JsonProperty("function_uuid") String functionUuid) {}
}

package org.beamlet.protocol.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /v3/functions}.
 *
 * @param functionCode a packed buffer, or source text where {@code serialized} is false
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FunctionRegistration(
        @JsonProperty("function_name") @Nullable String functionName,
        @JsonProperty("function_code") @Nullable String functionCode,
        @JsonProperty("description") @Nullable String description,
        @JsonProperty("public") @Nullable Boolean isPublic,
        @JsonProperty("group") @Nullable String group,
        @JsonProperty("meta") @Nullable JsonNode meta,
        @JsonProperty("serialized") @Nullable Boolean serialized) {
    /** A registration of packed code. */
    public FunctionRegistration(
            @Nullable String functionName,
            @Nullable String functionCode,
            @Nullable String description,
            @Nullable Boolean isPublic,
            @Nullable String group,
            @Nullable JsonNode meta) {
        this(functionName, functionCode, description, isPublic, group, meta, null);
    }

    /** Answer to a registration. */
    public record Answer(@JsonProperty("function_uuid") String functionUuid) {}
}

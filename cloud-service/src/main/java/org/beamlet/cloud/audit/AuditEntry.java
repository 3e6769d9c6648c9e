package org.beamlet.cloud.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * One act. Names and ids only: no secret, no payload, no code.
 *
 * @param client address that the request came from
 * @param action method and route
 * @param object what it was about
 * @param verdict {@code allowed}, {@code refused} (rights, limits) or {@code failed}
 * @param code of the error, if it was one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuditEntry(
        @JsonProperty("at") String at,
        @JsonProperty("user") String user,
        @JsonProperty("user_id") @Nullable String userId,
        @JsonProperty("client") String client,
        @JsonProperty("action") String action,
        @JsonProperty("object") String object,
        @JsonProperty("verdict") String verdict,
        @JsonProperty("code") @Nullable String code,
        @JsonProperty("request_id") String requestId) {}

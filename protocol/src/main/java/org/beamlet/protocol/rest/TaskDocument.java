package org.beamlet.protocol.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What the service says of a task.
 *
 * <p>Readers take a mere presence of {@code result} for success, so absent fields are left out,
 * never null.
 *
 * @param completionT seconds since the epoch as text; present exactly when the task is done
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TaskDocument(
        @JsonProperty("task_id") String taskId,
        @JsonProperty("status") String status,
        @JsonProperty("result") @Nullable String result,
        @JsonProperty("exception") @Nullable String exception,
        @JsonProperty("reason") @Nullable String reason,
        @JsonProperty("completion_t") @Nullable String completionT,
        @JsonProperty("details") @Nullable JsonNode details) {}

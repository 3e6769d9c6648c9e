package org.beamlet.protocol.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answer to a submission: task ids by function id, each list in the order of its payloads.
 *
 * @param warning what the caller should know; the SDK shows it under the key that it has for it
 */
public record SubmitResponse(
        @JsonProperty("request_id") String requestId,
        @JsonProperty("task_group_id") String taskGroupId,
        @JsonProperty("endpoint_id") String endpointId,
        @JsonProperty("tasks") Map<String, List<String>> tasks,
        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("ha_warning")
                @Nullable String warning) {

    public SubmitResponse(
            String requestId,
            String taskGroupId,
            String endpointId,
            Map<String, List<String>> tasks) {
        this(requestId, taskGroupId, endpointId, tasks, null);
    }
}

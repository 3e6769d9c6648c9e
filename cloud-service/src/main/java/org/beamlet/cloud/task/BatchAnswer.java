package org.beamlet.cloud.task;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answer to {@code POST /v2/submit}: the tasks in the order in which they were sent. */
public record BatchAnswer(
        @JsonProperty("response") String response,
        @JsonProperty("task_group_id") String taskGroupId,
        @JsonProperty("results") List<Accepted> results) {
    private static final int OK = 200;

    /** One task that was taken in. */
    public record Accepted(
            @JsonProperty("status") String status,
            @JsonProperty("task_uuid") String taskUuid,
            @JsonProperty("http_status_code") int httpStatusCode,
            @JsonProperty("reason") @Nullable String reason) {}

    static BatchAnswer of(String group, List<String> ids) {
        return new BatchAnswer(
                "success",
                group,
                ids.stream().map(id -> new Accepted("success", id, OK, null)).toList());
    }
}

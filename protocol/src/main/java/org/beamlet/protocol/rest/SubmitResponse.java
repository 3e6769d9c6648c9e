package org.beamlet.protocol.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/** Answer to a submission: task ids by function id, each list in the order of its payloads. */
public record SubmitResponse(
        @JsonProperty("request_id") String requestId,
        @JsonProperty("task_group_id") String taskGroupId,
        @JsonProperty("endpoint_id") String endpointId,
        @JsonProperty("tasks") Map<String, List<String>> tasks) {}

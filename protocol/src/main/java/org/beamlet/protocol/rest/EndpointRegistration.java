package org.beamlet.protocol.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Body of {@code POST /v3/endpoints} and {@code PUT /v3/endpoints/{id}}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EndpointRegistration(
        @JsonProperty("endpoint_name") @Nullable String endpointName,
        @JsonProperty("display_name") @Nullable String displayName,
        @JsonProperty("multi_user") @Nullable Boolean multiUser,
        @JsonProperty("public") @Nullable Boolean isPublic,
        @JsonProperty("allowed_functions") @Nullable List<String> allowedFunctions,
        @JsonProperty("metadata") @Nullable JsonNode metadata) {

    /** Where the agent finds one of its queues, in the words of pika. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record QueueInfo(
            @JsonProperty("connection_url") String connectionUrl,
            @JsonProperty("exchange") @Nullable String exchange,
            @JsonProperty("queue") String queue,
            @JsonProperty("queue_publish_kwargs")
                    @Nullable Map<String, Object> queuePublishKwargs) {}

    /** Answer to a registration. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Answer(
            @JsonProperty("endpoint_id") String endpointId,
            @JsonProperty("command_queue_info") @Nullable QueueInfo commandQueue,
            @JsonProperty("heartbeat_queue_info") QueueInfo heartbeatQueue,
            @JsonProperty("task_queue_info") QueueInfo taskQueue,
            @JsonProperty("result_queue_info") QueueInfo resultQueue,
            @JsonProperty("warnings") List<String> warnings) {}

    /** Answer to a manager endpoint, which takes commands and no tasks. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ManagerAnswer(
            @JsonProperty("endpoint_id") String endpointId,
            @JsonProperty("command_queue_info") QueueInfo commandQueue,
            @JsonProperty("heartbeat_queue_info") QueueInfo heartbeatQueue,
            @JsonProperty("warnings") List<String> warnings) {}
}

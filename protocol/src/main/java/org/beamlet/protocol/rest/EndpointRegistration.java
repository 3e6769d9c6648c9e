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

    /**
     * Answer to a registration.
     *
     * @param epoch of the session that a Beamlet agent was granted; null to others
     * @param largestObject bytes that the service takes as one object, told with an epoch
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Answer(
            @JsonProperty("endpoint_id") String endpointId,
            @JsonProperty("command_queue_info") @Nullable QueueInfo commandQueue,
            @JsonProperty("heartbeat_queue_info") QueueInfo heartbeatQueue,
            @JsonProperty("task_queue_info") QueueInfo taskQueue,
            @JsonProperty("result_queue_info") QueueInfo resultQueue,
            @JsonProperty("warnings") List<String> warnings,
            @JsonProperty("beamlet_epoch") @Nullable Long epoch,
            @JsonProperty("beamlet_largest_object") @Nullable Long largestObject) {
        /** One that says nothing of objects. */
        public Answer(
                String endpointId,
                @Nullable QueueInfo commandQueue,
                QueueInfo heartbeatQueue,
                QueueInfo taskQueue,
                QueueInfo resultQueue,
                List<String> warnings,
                @Nullable Long epoch) {
            this(
                    endpointId,
                    commandQueue,
                    heartbeatQueue,
                    taskQueue,
                    resultQueue,
                    warnings,
                    epoch,
                    null);
        }

        /** {@return the same with what Beamlet's agents alone are told of objects} */
        public Answer taking(long largest) {
            return new Answer(
                    endpointId,
                    commandQueue,
                    heartbeatQueue,
                    taskQueue,
                    resultQueue,
                    warnings,
                    epoch,
                    epoch == null ? null : largest);
        }
    }

    /** Answer to a manager endpoint, which takes commands and no tasks. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ManagerAnswer(
            @JsonProperty("endpoint_id") String endpointId,
            @JsonProperty("command_queue_info") QueueInfo commandQueue,
            @JsonProperty("heartbeat_queue_info") QueueInfo heartbeatQueue,
            @JsonProperty("warnings") List<String> warnings) {}
}

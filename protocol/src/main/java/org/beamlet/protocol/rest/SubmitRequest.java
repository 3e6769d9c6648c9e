package org.beamlet.protocol.rest;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /v3/endpoints/{id}/submit}.
 *
 * @param tasks packed arguments by function id; ids stay text, to be echoed as they came
 * @param taskTerms Beamlet's own: {@code task_seconds} and {@code priority} of all the tasks
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SubmitRequest(
        @JsonProperty("tasks") @Nullable Map<String, List<String>> tasks,
        @JsonProperty("create_queue") @Nullable Boolean createQueue,
        @JsonProperty("task_group_id") @Nullable String taskGroupId,
        @JsonProperty("resource_specification") @Nullable JsonNode resourceSpecification,
        @JsonProperty("user_endpoint_config") @Nullable JsonNode userEndpointConfig,
        @JsonProperty("user_runtime") @Nullable JsonNode userRuntime,
        @JsonProperty("result_serializers") @Nullable List<String> resultSerializers,
        @JsonProperty("task_terms") @Nullable JsonNode taskTerms) {
    @JsonCreator
    public SubmitRequest {}

    /** A submission as the SDK sends it. */
    public SubmitRequest(
            @Nullable Map<String, List<String>> tasks,
            @Nullable Boolean createQueue,
            @Nullable String taskGroupId,
            @Nullable JsonNode resourceSpecification,
            @Nullable JsonNode userEndpointConfig,
            @Nullable JsonNode userRuntime,
            @Nullable List<String> resultSerializers) {
        this(
                tasks,
                createQueue,
                taskGroupId,
                resourceSpecification,
                userEndpointConfig,
                userRuntime,
                resultSerializers,
                null);
    }
}

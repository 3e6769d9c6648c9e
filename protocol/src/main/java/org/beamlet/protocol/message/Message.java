package org.beamlet.protocol.message;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What travels over AMQP. Unknown fields are ignored, as the wire's other readers do. */
public sealed interface Message {
    /** {@return the word in {@code message_type}} */
    String type();

    /** An invocation on its way to an endpoint; {@code taskBuffer} packs function, args, kwargs. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Task(
            @JsonProperty(value = "task_id", required = true) UUID taskId,
            @JsonProperty(value = "task_buffer", required = true) String taskBuffer)
            implements Message {
        @Override
        public String type() {
            return "task";
        }
    }

    /**
     * An outcome on its way back.
     *
     * @param data a serialized buffer on success, the text of the trace on failure
     * @param details where it ran; null from an endpoint that is not Python
     * @param errorDetails null exactly on success
     */
    record Result(
            @JsonProperty(value = "task_id", required = true) UUID taskId,
            @JsonProperty(value = "data", required = true) String data,
            @JsonProperty("details") @Nullable JsonNode details,
            @JsonProperty("error_details") @Nullable ErrorDetails errorDetails,
            @JsonProperty("task_statuses") @Nullable List<Transition> taskStatuses)
            implements Message {
        public Result {
            // A JSON null reads as a node; other readers take any node for a report.
            details = details == null || details.isNull() ? null : details;
        }

        @Override
        public String type() {
            return "result";
        }
    }

    /** Asks an endpoint not to run a task, or to end it; only Beamlet's agent listens. */
    record TaskCancel(@JsonProperty(value = "task_id", required = true) UUID taskId)
            implements Message {
        @Override
        public String type() {
            return "task_cancel";
        }
    }

    /** What an endpoint says of itself and of its tasks, every heartbeat period. */
    record StatusReport(
            @JsonProperty(value = "endpoint_id", required = true) UUID endpointId,
            @JsonProperty(value = "global_state", required = true) @JsonAlias("ep_status_report")
                    Map<String, @Nullable Object> globalState,
            @JsonProperty("task_statuses") @Nullable Map<String, List<Transition>> taskStatuses)
            implements Message {
        @Override
        public String type() {
            return "ep_status_report";
        }
    }

    /** Why a task failed; {@code userMessage} is one line with a remedy. */
    record ErrorDetails(
            @JsonProperty(value = "code", required = true) String code,
            @JsonProperty(value = "user_message", required = true) String userMessage) {}

    /** One step of a task, {@code timestamp} in nanoseconds since the epoch. */
    record Transition(
            @JsonProperty(value = "timestamp", required = true) long timestamp,
            @JsonProperty(value = "state", required = true) WireState state,
            @JsonProperty(value = "actor", required = true) Actor actor) {}
}

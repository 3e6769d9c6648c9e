package org.beamlet.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a task, step by step. */
public record TaskTimeline(
        @JsonProperty("task_id") String taskId,
        @JsonProperty("status") String status,
        @JsonProperty("state") @Nullable String state,
        @JsonProperty("function") @Nullable Function function,
        @JsonProperty("endpoint_id") @Nullable String endpointId,
        @JsonProperty("task_group_id") @Nullable String taskGroupId,
        @JsonProperty("attempt") @Nullable Integer attempt,
        @JsonProperty("submitted_at") @Nullable String submittedAt,
        @JsonProperty("completed_at") @Nullable String completedAt,
        @JsonProperty("progress") @Nullable Progress progress,
        @JsonProperty("timeline") @Nullable List<Step> timeline) {

    /** How far it said that it was. */
    public record Progress(
            @JsonProperty("fraction") double fraction, @JsonProperty("what") String what) {}

    /** Which function it runs. */
    public record Function(
            @JsonProperty("name") @Nullable String name,
            @JsonProperty("version") @Nullable String version,
            @JsonProperty("id") @Nullable String id) {}

    /**
     * One step.
     *
     * @param at the moment as the service writes it: ISO text or a number since the epoch
     */
    public record Step(
            @JsonProperty("state") String state,
            @JsonProperty("at") @Nullable JsonNode at,
            @JsonProperty("actor") @Nullable String actor,
            @JsonProperty("attempt") @Nullable Integer attempt) {}

    public List<Step> steps() {
        return timeline == null ? List.of() : timeline;
    }

    /** {@return Beamlet's own word for its state, which says more than the wire's} */
    public String shownState() {
        return state == null ? status : state;
    }

    /** {@return whether nothing more will happen} */
    public boolean ended() {
        return switch (status) {
            case "success", "failed", "cancelled", "expired", "lost" -> true;
            default -> false;
        };
    }
}

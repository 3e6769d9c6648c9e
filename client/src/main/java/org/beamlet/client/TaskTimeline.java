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
        @JsonProperty("partial") @Nullable Partial partial,
        @JsonProperty("timeline") @Nullable List<Step> timeline,
        @JsonProperty("endpoint_group_id") @Nullable String endpointGroupId,
        @JsonProperty("waits_for") @Nullable String waitsFor,
        @JsonProperty("attempts") @Nullable List<Attempt> attempts) {

    /**
     * One placement by the service.
     *
     * @param endedAt when it was given up; null of the present one
     * @param why it was given up
     * @param lateResultAt when its outcome came in all the same, and was discarded
     */
    public record Attempt(
            @JsonProperty("attempt") int attempt,
            @JsonProperty("endpoint_id") String endpointId,
            @JsonProperty("endpoint_name") @Nullable String endpointName,
            @JsonProperty("ended_at") @Nullable String endedAt,
            @JsonProperty("why") @Nullable String why,
            @JsonProperty("late_result_at") @Nullable String lateResultAt) {
        public String shownEndpoint() {
            return endpointName == null ? endpointId : endpointName;
        }
    }

    /** {@return all placements, the present one last} */
    public List<Attempt> placements() {
        return attempts == null ? List.of() : attempts;
    }

    /** How far it said that it was. */
    public record Progress(
            @JsonProperty("fraction") double fraction, @JsonProperty("what") String what) {}

    /**
     * What it had found when it was last heard of.
     *
     * @param seq counts the partial results of an attempt, from 1
     * @param at ISO text
     */
    public record Partial(
            @JsonProperty("seq") long seq,
            @JsonProperty("at") @Nullable String at,
            @JsonProperty("attempt") int attempt,
            @JsonProperty("value") JsonNode value) {}

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

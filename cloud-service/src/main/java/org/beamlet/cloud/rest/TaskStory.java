package org.beamlet.cloud.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.beamlet.cloud.function.RegisteredFunction;
import org.beamlet.cloud.news.TaskNews;
import org.beamlet.cloud.task.KnownTask;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.WireState;
import org.jspecify.annotations.Nullable;

/** All that is known of a task, in the words of Beamlet's own routes. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TaskStory(
        @JsonProperty("task_id") String taskId,
        @JsonProperty("status") String status,
        @JsonProperty("state") String state,
        @JsonProperty("function") FunctionName function,
        @JsonProperty("endpoint_id") String endpointId,
        @JsonProperty("task_group_id") String taskGroupId,
        @JsonProperty("attempt") int attempt,
        @JsonProperty("submitted_at") String submittedAt,
        @JsonProperty("completed_at") @Nullable String completedAt,
        @JsonProperty("progress") @Nullable Progress progress,
        @JsonProperty("partial") @Nullable Partial partial,
        @JsonProperty("error") Message.@Nullable ErrorDetails error,
        @JsonProperty("timeline") @Nullable List<Step> timeline,
        @JsonProperty("endpoint_group_id") @Nullable String endpointGroupId,
        @JsonProperty("waits_for") @Nullable String waitsFor,
        @JsonProperty("attempts") @Nullable List<TaskAttempt> attempts) {

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record FunctionName(
            @JsonProperty("name") @Nullable String name,
            @JsonProperty("version") @Nullable String version,
            @JsonProperty("id") String id) {
        static FunctionName of(FunctionId id, @Nullable RegisteredFunction function) {
            return function == null
                    ? new FunctionName(null, null, id.toString())
                    : new FunctionName(function.name(), function.version(), id.toString());
        }
    }

    record Progress(
            @JsonProperty("fraction") double fraction,
            @JsonProperty("what") String what,
            @JsonProperty("at") String at) {
        static Progress of(TaskNews.Reached reached) {
            return new Progress(
                    reached.fraction(),
                    reached.what(),
                    Instant.ofEpochMilli(reached.atMs()).toString());
        }
    }

    /** What it has found so far; {@code seq} counts within an attempt. */
    record Partial(
            @JsonProperty("seq") long seq,
            @JsonProperty("at") String at,
            @JsonProperty("attempt") int attempt,
            @JsonProperty("value") JsonNode value) {
        static Partial of(TaskNews.Found found) {
            return new Partial(
                    found.seq(),
                    Instant.ofEpochMilli(found.atMs()).toString(),
                    found.attempt(),
                    found.value());
        }
    }

    /** One step; the attempt is the number of the placement that took it, from 1. */
    record Step(
            @JsonProperty("state") String state,
            @JsonProperty("at") String at,
            @JsonProperty("actor") String actor,
            @JsonProperty("attempt") int attempt) {}

    /** Without progress and timeline, as it stands in a list. */
    static TaskStory brief(KnownTask task, FunctionName function) {
        return of(task, function, Optional.empty(), Optional.empty(), null);
    }

    static TaskStory whole(
            KnownTask task,
            FunctionName function,
            Optional<TaskNews.Reached> reached,
            Optional<TaskNews.Found> found,
            List<Message.Transition> steps) {
        return of(task, function, reached, found, steps(task, steps));
    }

    private static TaskStory of(
            KnownTask task,
            FunctionName function,
            Optional<TaskNews.Reached> reached,
            Optional<TaskNews.Found> found,
            @Nullable List<Step> steps) {
        Long completed = task.completedMs();
        return new TaskStory(
                task.id().toString(),
                task.wireState(),
                task.state(),
                function,
                task.endpoint().toString(),
                task.group().toString(),
                task.attempt(),
                Instant.ofEpochMilli(task.createdMs()).toString(),
                completed == null ? null : Instant.ofEpochMilli(completed).toString(),
                reached.map(Progress::of).orElse(null),
                found.map(Partial::of).orElse(null),
                task.result().map(Message.Result::errorDetails).orElse(null),
                steps,
                task.endpointGroup() == null ? null : task.endpointGroup().toString(),
                null,
                null);
    }

    /** {@return the same with where it was placed, and what it waits for} */
    TaskStory placed(@Nullable String waits, List<TaskAttempt> placements) {
        return new TaskStory(
                taskId,
                status,
                state,
                function,
                endpointId,
                taskGroupId,
                attempt,
                submittedAt,
                completedAt,
                progress,
                partial,
                error,
                timeline,
                endpointGroupId,
                waits,
                placements);
    }

    /** The wire's steps have no attempts: each placement but the first begins another. */
    private static List<Step> steps(KnownTask task, List<Message.Transition> transitions) {
        List<Step> steps = new ArrayList<>();
        int placements = 0;
        for (Message.Transition step : transitions) {
            if (step.state() == WireState.WAITING_FOR_LAUNCH) {
                placements++;
            }
            boolean outcome = step.state() == WireState.FAILED && !task.state().equals("success");
            steps.add(
                    new Step(
                            outcome ? task.state() : step.state().word(),
                            at(step.timestamp()),
                            step.actor().word(),
                            Math.max(1, placements)));
        }
        return steps;
    }

    private static String at(long nanos) {
        return Instant.ofEpochSecond(
                        Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L))
                .toString();
    }
}

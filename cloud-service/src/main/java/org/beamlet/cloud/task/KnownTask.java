package org.beamlet.cloud.task;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.TaskGroupId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Actor;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.WireState;
import org.beamlet.protocol.task.TaskState;
import org.jspecify.annotations.Nullable;

/**
 * A task as it is stored.
 *
 * @param state Beamlet's own word for its state
 * @param publishedMs when the broker had taken it; null until then
 * @param completedMs when its outcome was stored; null until then
 * @param resultJson the result message as it came; null until then
 */
public record KnownTask(
        TaskId id,
        TaskGroupId group,
        UUID ownerId,
        EndpointId endpoint,
        FunctionId function,
        String state,
        int attempt,
        long createdMs,
        @Nullable Long publishedMs,
        @Nullable Long completedMs,
        @Nullable String resultJson) {

    /** {@return the wire's word for its state} */
    public String wireState() {
        return TaskState.of(state, Instant.ofEpochMilli(createdMs), attempt).wire().word();
    }

    /** {@return its outcome, once there is one} */
    public Optional<Message.Result> result() {
        return Optional.ofNullable(resultJson).map(ResultText::parse);
    }

    /** {@return the steps that the columns and the outcome tell; others stand in the timeline} */
    List<Message.Transition> ownSteps() {
        List<Message.Transition> steps = new ArrayList<>();
        steps.add(step(createdMs, WireState.RECEIVED, Actor.WEB_SERVICE));
        if (publishedMs != null) {
            steps.add(step(publishedMs, WireState.WAITING_FOR_ENDPOINT, Actor.WEB_SERVICE));
        }
        result().map(Message.Result::taskStatuses).ifPresent(steps::addAll);
        if (completedMs != null) {
            WireState end = TaskState.of(state, Instant.EPOCH, attempt).wire();
            boolean asked = state.equals("cancelled");
            steps.add(step(completedMs, end, asked ? Actor.WEB_SERVICE : Actor.RESULT_PROCESSOR));
        }
        return steps;
    }

    private static Message.Transition step(long ms, WireState state, Actor actor) {
        return new Message.Transition(Nanoseconds.of(Instant.ofEpochMilli(ms)), state, actor);
    }
}

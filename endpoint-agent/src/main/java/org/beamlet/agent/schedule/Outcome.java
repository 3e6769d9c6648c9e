package org.beamlet.agent.schedule;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Actor;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.MessageCodec;
import org.beamlet.protocol.message.WireState;
import org.beamlet.protocol.task.TouchedPaths;
import org.jspecify.annotations.Nullable;

/**
 * How a task ended.
 *
 * @param data the serialized result, or the text of the trace
 * @param error null exactly on success
 * @param startedAtNanos since the epoch; 0 if it never started
 * @param paths that its arguments name, for whoever keeps account
 */
public record Outcome(
        String data,
        Message.@Nullable ErrorDetails error,
        long startedAtNanos,
        long endedAtNanos,
        TouchedPaths paths) {
    /** One of whose paths nothing was said. */
    public Outcome(
            String data,
            Message.@Nullable ErrorDetails error,
            long startedAtNanos,
            long endedAtNanos) {
        this(data, error, startedAtNanos, endedAtNanos, TouchedPaths.NONE);
    }

    public static Outcome failure(String code, String userMessage, String trace) {
        return new Outcome(
                trace.isBlank() ? userMessage : trace,
                new Message.ErrorDetails(code, userMessage),
                0,
                0);
    }

    /** {@return the message for the service, framed, as the journal keeps it} */
    String message(TaskId id, List<Message.Transition> before) {
        List<Message.Transition> steps = new ArrayList<>(before);
        if (startedAtNanos > 0) {
            steps.add(step(startedAtNanos, WireState.EXECUTION_START));
            steps.add(step(endedAtNanos, WireState.EXECUTION_END));
        }
        // Without details the SDK does not compare Python versions, of which there are none here.
        byte[] body = MessageCodec.encode(new Message.Result(id.value(), data, null, error, steps));
        return new String(body, StandardCharsets.UTF_8);
    }

    private static Message.Transition step(long at, WireState state) {
        return new Message.Transition(at, state, Actor.WORKER);
    }
}

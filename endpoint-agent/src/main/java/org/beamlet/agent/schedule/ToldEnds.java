package org.beamlet.agent.schedule;

import java.util.List;
import java.util.function.Consumer;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.WireState;

/** Tells somebody else of the ends of tasks. */
public record ToldEnds(TaskObserver next, Consumer<EndedTask> told) implements TaskObserver {
    @Override
    public void step(TaskId id, WireState state, long atNanos) {
        next.step(id, state, atNanos);
    }

    @Override
    public List<Message.Transition> take(TaskId id) {
        return next.take(id);
    }

    @Override
    public void ended(EndedTask task) {
        told.accept(task);
        next.ended(task);
    }
}

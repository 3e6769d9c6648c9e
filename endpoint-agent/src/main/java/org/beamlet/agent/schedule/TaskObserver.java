package org.beamlet.agent.schedule;

import java.util.List;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.WireState;

/** Told of every step of a task, under the lock of the scheduler: it must not take long. */
public interface TaskObserver {
    void step(TaskId id, WireState state, long atNanos);

    /** A task came to its end, which is not durable yet. */
    default void ended(EndedTask task) {}

    /** {@return the steps that were not reported yet; from now on they travel with the outcome} */
    List<Message.Transition> take(TaskId id);
}

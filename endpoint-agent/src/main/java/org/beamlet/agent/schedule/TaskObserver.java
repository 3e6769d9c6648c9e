package org.beamlet.agent.schedule;

import java.util.List;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.WireState;

/** Told of every step of a task. */
public interface TaskObserver {
    void step(TaskId id, WireState state, long atNanos);

    /** {@return the steps that were not reported yet; from now on they travel with the outcome} */
    List<Message.Transition> take(TaskId id);
}

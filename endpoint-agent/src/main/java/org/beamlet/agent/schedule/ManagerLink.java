package org.beamlet.agent.schedule;

import java.util.List;
import org.beamlet.protocol.id.TaskId;

/** The way to one node manager, for as long as its stream is open. Calls do not block. */
public interface ManagerLink {
    void place(List<Assignment> assignments);

    /** Asks for what has not begun; each that had not is told of as lost. */
    void takeBack(List<Assignment> assignments);

    /** The outcome is journaled; the manager may forget it. */
    void received(TaskId id, int attempt);

    /** A placement that has ended. */
    record Ended(TaskId id, int attempt) {}

    /** The same for several. */
    default void received(List<Ended> tasks) {
        tasks.forEach(task -> received(task.id(), task.attempt()));
    }

    /** The task is no longer wanted; the manager ends it if it has it still. */
    void cancel(TaskId id, int attempt);

    void stop(boolean drain, String why);
}

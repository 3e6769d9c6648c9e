package org.beamlet.agent.journal;

import org.beamlet.agent.task.AcceptedTask;
import org.beamlet.protocol.id.TaskId;

/** One line of the journal. */
public sealed interface JournalRecord {
    TaskId id();

    /** The agent has taken the task on; the broker may forget it. */
    record Accepted(AcceptedTask task) implements JournalRecord {
        @Override
        public TaskId id() {
            return task.id();
        }
    }

    /**
     * It went to a node manager, or, where the names are empty, came back from one and waits; not
     * fsynced, as only a killed agent needs to know.
     */
    record Placed(TaskId id, int attempt, String manager, String block) implements JournalRecord {}

    /** Its worker, manager or block died, for the how-manieth time. */
    record Lost(TaskId id, int losses) implements JournalRecord {}

    /** Its outcome, as it will be published; the node manager may forget it. */
    record Finished(TaskId id, int attempt, String message) implements JournalRecord {}

    /** The broker has confirmed the outcome, or the service no longer wants it. */
    record Forgotten(TaskId id) implements JournalRecord {}
}

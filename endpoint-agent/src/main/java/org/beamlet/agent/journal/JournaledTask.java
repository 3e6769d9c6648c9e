package org.beamlet.agent.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.beamlet.agent.task.AcceptedTask;
import org.beamlet.protocol.id.TaskId;

/**
 * All that the journal says of one task.
 *
 * @param attempt that the service gave it
 * @param task empty once there is an outcome
 * @param losses how often it was lost
 * @param placed where it went last
 * @param message the outcome to publish
 */
public record JournaledTask(
        TaskId id,
        int attempt,
        Optional<AcceptedTask> task,
        int losses,
        Optional<JournalRecord.Placed> placed,
        Optional<String> message) {
    static JournaledTask of(AcceptedTask task) {
        return new JournaledTask(
                task.id(),
                task.attempt(),
                Optional.of(task),
                0,
                Optional.empty(),
                Optional.empty());
    }

    /** A second acceptance brings at most a newer attempt: it is still the same task. */
    JournaledTask acceptedAgain(AcceptedTask again) {
        return message.isPresent()
                ? this
                : new JournaledTask(
                        id, again.attempt(), Optional.of(again), losses, placed, message);
    }

    JournaledTask placed(JournalRecord.Placed where) {
        return new JournaledTask(id, attempt, task, losses, Optional.of(where), message);
    }

    JournaledTask lost(int times) {
        return new JournaledTask(id, attempt, task, times, placed, message);
    }

    static JournaledTask finished(JournalRecord.Finished outcome) {
        return new JournaledTask(
                outcome.id(),
                outcome.attempt(),
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.of(outcome.message()));
    }

    /** {@return the shortest records that say the same} */
    List<JournalRecord> records() {
        List<JournalRecord> records = new ArrayList<>();
        task.ifPresent(accepted -> records.add(new JournalRecord.Accepted(accepted)));
        if (losses > 0) {
            records.add(new JournalRecord.Lost(id, losses));
        }
        placed.ifPresent(records::add);
        message.ifPresent(text -> records.add(new JournalRecord.Finished(id, attempt, text)));
        return records;
    }
}

package org.beamlet.agent.journal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.beamlet.protocol.id.TaskId;

/** What all records together say: the tasks that are not yet forgotten, in order of arrival. */
final class JournalState {
    private final Map<TaskId, JournaledTask> tasks = new LinkedHashMap<>();

    void apply(JournalRecord journalRecord) {
        TaskId id = journalRecord.id();
        switch (journalRecord) {
            case JournalRecord.Accepted(var task) ->
                    tasks.merge(
                            id, JournaledTask.of(task), (known, _) -> known.acceptedAgain(task));
            case JournalRecord.Placed placed ->
                    tasks.computeIfPresent(id, (_, known) -> known.placed(placed));
            case JournalRecord.Lost(_, var losses) ->
                    tasks.computeIfPresent(id, (_, known) -> known.lost(losses));
            case JournalRecord.Finished finished -> tasks.put(id, JournaledTask.finished(finished));
            case JournalRecord.Forgotten _ -> tasks.remove(id);
        }
    }

    List<JournaledTask> tasks() {
        return List.copyOf(tasks.values());
    }
}

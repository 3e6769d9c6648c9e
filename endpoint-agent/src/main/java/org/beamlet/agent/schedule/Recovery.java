package org.beamlet.agent.schedule;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.beamlet.agent.journal.JournalRecord;
import org.beamlet.agent.journal.JournaledTask;
import org.beamlet.agent.task.AcceptedTask;

/**
 * Takes up what an earlier agent left.
 *
 * @param liveBlocks whose node managers may still hold tasks; those of others wait again
 */
record Recovery(Scheduler scheduler, ResultSink results, Set<String> liveBlocks) {
    void take(List<JournaledTask> found) {
        for (JournaledTask known : found) {
            if (known.message().isPresent()) {
                results.publish(known.id(), known.attempt(), known.message().get());
            } else {
                known.task().ifPresent(task -> take(known, task));
            }
        }
    }

    private void take(JournaledTask known, AcceptedTask task) {
        TaskEntry entry = scheduler.table.recovered(known, task);
        Optional<JournalRecord.Placed> live =
                known.placed().filter(placed -> liveBlocks.contains(placed.block()));
        if (live.isEmpty()) {
            scheduler.table.waiting.add(entry);
            return;
        }
        String id = live.get().manager();
        String block = live.get().block();
        entry.assign(scheduler.manager(id, block));
    }
}

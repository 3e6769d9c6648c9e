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
 * @param unsure takes what the earlier agent may have placed without having journaled it
 * @param liveBlocks whose node managers may still hold tasks; those of others wait again
 * @param diedBlocks those that ended while no agent saw it: their tasks may have begun
 */
record Recovery(
        Scheduler scheduler,
        ResultSink results,
        Settlements settlements,
        LossRules rules,
        Unsure unsure,
        Set<String> liveBlocks,
        Set<String> diedBlocks) {
    void take(List<JournaledTask> found) {
        unsure.expect(liveBlocks, scheduler.nanos.getAsLong() + scheduler.silence.toNanos());
        for (JournaledTask known : found) {
            if (known.message().isPresent()) {
                // Before it is published a broker may bring the task once more.
                settlements.inherit(known.id(), known.attempt());
                results.publish(known.id(), known.attempt(), known.message().get());
            } else {
                known.task().ifPresent(task -> take(known, task));
            }
        }
        scheduler.place();
    }

    private void take(JournaledTask known, AcceptedTask task) {
        TaskEntry entry = scheduler.table.recovered(known, task);
        Optional<JournalRecord.Placed> placed =
                known.placed().filter(where -> !where.manager().isEmpty());
        if (placed.isEmpty() && !rules.mayRunAgain(task) && !liveBlocks.isEmpty()) {
            unsure.add(entry);
        } else if (placed.isEmpty()) {
            scheduler.table.waiting.add(entry);
        } else if (liveBlocks.contains(placed.get().block())) {
            String id = placed.get().manager();
            String block = placed.get().block();
            entry.assign(scheduler.manager(id, block));
        } else if (diedBlocks.contains(placed.get().block()) && !rules.waitsAgain(entry)) {
            scheduler.departures.lose(entry, gone(placed.get()));
        } else {
            scheduler.table.waiting.add(entry);
        }
    }

    private static Loss gone(JournalRecord.Placed placed) {
        return new Loss(
                "of node manager " + placed.manager(),
                "",
                "was in block %s, which ended while the agent was away".formatted(placed.block()),
                "",
                false);
    }
}

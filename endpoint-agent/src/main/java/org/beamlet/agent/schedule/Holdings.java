package org.beamlet.agent.schedule;

import java.util.Map;
import java.util.Set;
import org.beamlet.agent.journal.Journal;
import org.beamlet.agent.journal.JournalRecord;
import org.beamlet.protocol.id.TaskId;
import org.jboss.logging.Logger;

/** What the agent has, for the service to say what it still wants. */
public final class Holdings {
    private static final Logger LOG = Logger.getLogger(Holdings.class);

    private final Scheduler scheduler;
    private final TaskTable table;
    private final Settlements settlements;
    private final Journal journal;

    Holdings(Scheduler scheduler, TaskTable table, Settlements settlements, Journal journal) {
        this.scheduler = scheduler;
        this.table = table;
        this.settlements = settlements;
        this.journal = journal;
    }

    /** {@return whether the task is here, under whatever number} */
    public boolean has(TaskId id) {
        synchronized (scheduler) {
            return table.tasks.containsKey(id);
        }
    }

    /** {@return whether the task is here or has ended here, under this number or a later one} */
    public boolean knows(TaskId id, int attempt) {
        synchronized (scheduler) {
            TaskEntry entry = table.tasks.get(id);
            return (entry != null && entry.number() >= attempt) || settlements.knows(id, attempt);
        }
    }

    /** {@return whether a placement that a manager still has is one that counts} */
    public boolean wants(TaskId id, int attempt) {
        synchronized (scheduler) {
            TaskEntry entry = table.tasks.get(id);
            return entry != null && entry.task.attempt() <= attempt;
        }
    }

    /** {@return whether a node manager may bring the result of this placement} */
    public boolean placedWith(TaskId id, int attempt, String block, String node) {
        synchronized (scheduler) {
            TaskEntry entry = table.tasks.get(id);
            if (entry == null || entry.finished) {
                return false;
            }
            NodeManager manager = entry.manager;
            // An earlier agent may have placed it without having journaled that: then a later
            // number.
            return manager != null
                    && manager.block.equals(block)
                    && manager.node.equals(node)
                    && attempt >= entry.number();
        }
    }

    /**
     * A node manager tells the end of a placement and has not brought the result, so that there is
     * none; {@return whether it can forget the placement}
     */
    public boolean lacks(TaskId id, int attempt, Loss loss) {
        synchronized (scheduler) {
            TaskEntry entry = table.tasks.get(id);
            boolean wanted = entry != null && !entry.finished;
            if (wanted) {
                scheduler.lost(id, attempt, loss);
            }
            return wanted;
        }
    }

    /** {@return every task that is here, also if only its outcome is, with its number} */
    public Map<TaskId, Integer> all() {
        synchronized (scheduler) {
            Map<TaskId, Integer> held = settlements.held();
            table.tasks.forEach((id, entry) -> held.put(id, entry.number()));
            return held;
        }
    }

    /** {@return the tasks whose outcomes the broker has and perhaps not yet the service} */
    public Map<TaskId, Integer> unsettled() {
        return settlements.attempts();
    }

    /** The service was asked about outcomes that the broker has. */
    public void settle(Set<TaskId> asked, Set<TaskId> current) {
        settlements.settle(asked, current);
    }

    /** The service was asked about all tasks; those that it no longer wants are dropped. */
    public void reconciled(Set<TaskId> asked, Set<TaskId> current) {
        synchronized (scheduler) {
            for (TaskId id : asked) {
                TaskEntry entry = table.tasks.get(id);
                if (entry != null && !current.contains(id)) {
                    LOG.infof("task=%s attempt=%d is no longer wanted", id, entry.number());
                    table.drop(entry);
                    settlements.remember(id, entry.number());
                    journal.note(new JournalRecord.Forgotten(id));
                }
            }
            settlements.dropInherited(asked, current);
            settlements.settle(asked, current);
            scheduler.notifyAll();
            scheduler.place();
        }
    }
}

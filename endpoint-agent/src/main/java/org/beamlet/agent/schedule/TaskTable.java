package org.beamlet.agent.schedule;

import java.util.HashMap;
import java.util.Map;
import org.beamlet.agent.journal.JournaledTask;
import org.beamlet.agent.task.AcceptedTask;
import org.beamlet.protocol.id.TaskId;

/** All tasks that the agent has taken on; guarded by the scheduler's lock. */
final class TaskTable {
    final Map<TaskId, TaskEntry> tasks = new HashMap<>();
    final WaitingTasks waiting = new WaitingTasks();
    final FunctionPasts functions = new FunctionPasts();
    final StaleTasks stale = new StaleTasks();
    final Counts counts = new Counts(System::nanoTime);

    /** How many of those that have not ended ask for so many accelerators. */
    final Map<Integer, Integer> wide = new HashMap<>();

    private long arrivals;
    private int unfinished;
    private long unfinishedBytes;

    TaskEntry add(AcceptedTask task) {
        TaskEntry entry =
                new TaskEntry(
                        task,
                        arrivals++,
                        waiting.withOneMore(task.user()),
                        functions.of(task.functionId()));
        tasks.put(task.id(), entry);
        unfinished++;
        if (entry.gpus > 0) {
            wide.merge(entry.gpus, 1, Integer::sum);
        }
        counts.accepted();
        unfinishedBytes += task.size();
        return entry;
    }

    /** A task that an earlier agent had. */
    TaskEntry recovered(JournaledTask known, AcceptedTask task) {
        TaskEntry entry = add(task);
        entry.losses = known.losses();
        known.placed().ifPresent(placed -> entry.attempt = placed.attempt());
        return entry;
    }

    int unfinished() {
        return unfinished;
    }

    boolean full(int capacity, long bytes) {
        return unfinished >= capacity || unfinishedBytes >= bytes;
    }

    /** It came to its end so, and takes no more room. */
    void end(TaskEntry entry, Outcome outcome) {
        end(entry);
        counts.ended(outcome);
    }

    /** It takes no more room. */
    void end(TaskEntry entry) {
        waiting.remove(entry);
        if (!entry.finished) {
            entry.finished = true;
            waiting.withOneFewer(entry.user);
            unfinished--;
            wide.computeIfPresent(entry.gpus, (_, count) -> count == 1 ? null : count - 1);
            unfinishedBytes -= entry.task.size();
        }
    }

    /** Its outcome is not told; if a manager has it, the slot is free once that says so. */
    void drop(TaskEntry entry) {
        tasks.remove(entry.id);
        end(entry);
        entry.stale = true;
        if (entry.manager != null) {
            stale.add(entry);
            entry.manager.takeBack(entry);
        }
    }

    /** A manager no longer has it. */
    void forgetStale(TaskEntry entry) {
        stale.remove(entry);
        entry.release();
    }
}

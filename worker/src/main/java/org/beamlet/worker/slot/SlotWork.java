package org.beamlet.worker.slot;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.worker.frame.FromWorker;
import org.beamlet.worker.frame.ToWorker;
import org.beamlet.worker.task.TaskOutcome;
import org.jspecify.annotations.Nullable;

/** Gives tasks to a slot's processes, and hears what becomes of them. */
final class SlotWork implements WorkerProcess.Ears {
    private static final Logger LOG = System.getLogger(SlotWork.class.getName());

    /** Whoever runs longer than this gets nothing more put behind it. */
    private static final long STUCK_NS = TimeUnit.MILLISECONDS.toNanos(100);

    /** How long a worker may take to give back what it has not begun. */
    private static final long RECALL_MS = 2000;

    private final WorkerPool pool;
    private volatile TaskQueue.@Nullable Place place;
    private final Set<String> warm = ConcurrentHashMap.newKeySet();

    /** Held while frames are written, so that they go out in the order of what was given. */
    private final ReentrantLock feeding = new ReentrantLock();

    private final GivenTasks given = new GivenTasks();
    private @Nullable WorkerProcess endedForTask;

    SlotWork(WorkerPool pool) {
        this.pool = pool;
    }

    Set<String> warm() {
        return warm;
    }

    /** Sets which place is free once nothing is left of what was given. */
    void sitsAt(TaskQueue.Place where) {
        place = where;
    }

    private void free(boolean emptied) {
        TaskQueue.Place present = place;
        if (emptied && present != null) {
            pool.queue().free(present);
        }
    }

    /** The outcome, and the slot, wait for the end of the process, which takes nothing more. */
    private void endsWithTask(TaskRun head, TaskOutcome outcome) {
        head.ends(outcome);
        synchronized (this) {
            endedForTask = head.process();
        }
        Thread _ = Thread.startVirtualThread(head.process()::kill);
    }

    /** {@return the task that runs} */
    Optional<TaskRun> running() {
        return given.head().filter(TaskRun::begun);
    }

    /** {@return whether the process ended for its task's sake; asked once} */
    synchronized boolean wasEndedForTask(WorkerProcess process) {
        boolean was = process.equals(endedForTask);
        endedForTask = null;
        return was;
    }

    /**
     * Hands tasks to a process; those that were cancelled meanwhile end here.
     *
     * @return whether it was given any
     */
    boolean give(WorkerProcess to, List<Assignment> tasks) {
        to.tell(this);
        feeding.lock();
        try {
            if (!to.alive()) {
                pool.putBack(Assignment.wanted(tasks));
                return false;
            }
            List<TaskRun> runs =
                    Assignment.wanted(tasks).stream().map(task -> new TaskRun(task, to)).toList();
            given.add(runs);
            if (runs.isEmpty() || !send(to, runs)) {
                return false;
            }
        } catch (RuntimeException | Error e) {
            // What was sent has been seen to: of these tasks nobody else knows.
            LOG.log(Level.ERROR, "worker=" + to.name() + " given nothing", e);
            tasks.forEach(task -> task.lostTo(to.name(), e));
            return false;
        } finally {
            feeding.unlock();
        }
        if (!to.alive()) {
            // It may have ended before it had anything to lose.
            ended(to);
        }
        return true;
    }

    /** {@return false where it will never be given what it was to be sent} */
    private boolean send(WorkerProcess to, List<TaskRun> runs) {
        try {
            to.send(runs.stream().<ToWorker>map(run -> ToWorker.Run.of(run.task())).toList());
        } catch (IOException _) {
            // It has died; what it was given is settled when that is known.
        } catch (BeamletException e) {
            // Only a task that comes alone can be so large.
            List<TaskRun> refused = given.take(runs::contains).runs();
            refused.forEach(one -> one.assignment().outcome().complete(Assignment.refused(e)));
            return refused.isEmpty();
        } catch (RuntimeException | Error e) {
            // It may have been sent half of it, and understands nothing from then on. What it was
            // given is settled with its end, before which the slot is not to be given anything.
            LOG.log(Level.ERROR, "worker=" + to.name() + " ended, it was to be sent tasks", e);
            to.fail(e);
        }
        return true;
    }

    @Override
    public void heard(WorkerProcess from, FromWorker frame) {
        // A switch over types would be linked by code that each process makes anew at its start.
        if (frame instanceof FromWorker.Started(String id, long at, var printed)) {
            given.of(from, id).ifPresent(head -> started(head, at, printed));
        } else if (frame instanceof FromWorker.Progress(String id, double part, String what)) {
            given.of(from, id)
                    .ifPresent(
                            head -> tell(() -> head.assignment().listener().progress(part, what)));
        } else if (frame instanceof FromWorker.Partial(String id, long seq, JsonNode value)) {
            given.of(from, id)
                    .ifPresent(
                            head -> tell(() -> head.assignment().listener().partial(seq, value)));
        } else if (frame instanceof FromWorker.Done done) {
            given.of(from, done.taskId())
                    .ifPresent(head -> over(head, done.printed(), done.outcome()));
        } else if (frame instanceof FromWorker.Failed failed) {
            given.of(from, failed.taskId()).ifPresent(head -> failed(head, failed));
        } else if (frame instanceof FromWorker.Explained answer) {
            running().ifPresent(head -> head.explained(answer));
        } else if (frame instanceof FromWorker.Returned(List<String> ids)) {
            returned(from, Set.copyOf(ids));
        } else {
            LOG.log(Level.DEBUG, "worker={0} said {1}", from.name(), frame);
        }
    }

    private void failed(TaskRun head, FromWorker.Failed told) {
        TaskOutcome.Failed outcome = told.outcome();
        if (told.ending()) {
            endsWithTask(head, outcome);
        } else {
            over(head, told.printed(), outcome);
        }
    }

    private void started(TaskRun head, long at, FromWorker.@Nullable Printed printed) {
        head.began(at);
        head.process().output().begin(head.assignment().listener(), printed);
        tell(() -> head.assignment().listener().started(head.process().name(), at));
        if (head.assignment().cancelled().get() && head.process().takesSeveral()) {
            // It should have gone back. This thread hears what that needs.
            Thread _ = Thread.startVirtualThread(() -> cancel(head.assignment(), head.process()));
        }
    }

    private void over(
            TaskRun head, FromWorker.@Nullable Printed printed, TaskOutcome.Finished how) {
        if (head.process().forOneTask()) {
            // Its devices are free once nothing is left that may hold their memory.
            endsWithTask(head, how);
            return;
        }
        tell(() -> head.process().output().end(printed));
        String function = head.assignment().task().functionId();
        warm.add(function);
        head.process().ranOne();
        boolean last = given.take(head::equals).last();
        Regardless.take(
                "end of a task",
                () -> follow(head.process(), function, how),
                () -> free(last),
                () -> head.assignment().outcome().complete(how));
    }

    /** Puts further short tasks behind those that the process still has. */
    private void follow(WorkerProcess process, String function, TaskOutcome.Finished how) {
        if (process.takesSeveral()) {
            pool.shortTasks().ran(function, how.endedAtNs() - how.startedAtNs());
        }
        if (given.few(WorkerSlot.FEW) && pool.settings().limits().tasks() == 0) {
            List<Assignment> more = pool.ahead(WorkerSlot.MOST - WorkerSlot.FEW);
            if (!more.isEmpty()) {
                boolean _ = give(process, more);
            }
        }
    }

    /** What is behind a task that takes its time goes back, for other slots to run. */
    void unstick() {
        given.before(STUCK_NS)
                .ifPresent(head -> {
                    pool.shortTasks().takesLong(head.task().functionId());
                    recall(head.process());
                });
    }

    private void recall(WorkerProcess from) {
        List<String> behind = given.recall(from);
        if (!behind.isEmpty()) {
            try {
                from.send(List.of(new ToWorker.Recall(behind)));
            } catch (IOException _) {
                // What it had not begun goes back with its end.
            }
        }
    }

    private void returned(WorkerProcess from, Set<String> ids) {
        GivenTasks.Taken taken =
                given.take(one -> one.process().equals(from) && ids.contains(one.task().taskId()));
        given.recalled();
        putBack(taken.runs());
        free(taken.last());
    }

    private void putBack(List<TaskRun> runs) {
        try {
            pool.putBack(Assignment.wanted(runs.stream().map(TaskRun::assignment).toList()));
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "tasks do not wait again", e);
            runs.forEach(one -> one.assignment().lostTo(one.process().name(), e));
        }
    }

    /** Ends the process if it runs that task; what is behind the task goes back to the queue. */
    void cancel(Assignment assignment, @Nullable WorkerProcess replaced) {
        end(assignment, replaced, Optional.empty());
    }

    /** Ends the process for what its task does, if it still does it. */
    void condemn(TaskRun run, Verdict why, @Nullable WorkerProcess replaced) {
        LOG.log(
                Level.WARNING,
                "task={0} worker={1} ended code={2}: {3}",
                run.task().taskId(),
                run.process().name(),
                why.code(),
                why.text());
        end(run.assignment(), replaced, Optional.of(why));
    }

    private void end(
            Assignment assignment, @Nullable WorkerProcess replaced, Optional<Verdict> why) {
        Optional<TaskRun> runs = given.of(assignment);
        if (runs.isEmpty()) {
            return;
        }
        WorkerProcess process = runs.get().process();
        recall(process);
        if (!given.awaitAlone(assignment, RECALL_MS)) {
            return;
        }
        // Whoever holds this keeps other tasks from taking the place of the one that is ended.
        boolean alone = tryFeeding();
        try {
            synchronized (this) {
                if (!given.first(runs.get())) {
                    // It is over, or a worker that gives no answer has another before it: the
                    // process is ended once this one begins.
                    return;
                }
                why.ifPresent(runs.get()::condemned);
                endedForTask = process.equals(replaced) ? replaced : null;
            }
            process.kill();
        } finally {
            if (alone) {
                feeding.unlock();
            }
        }
    }

    private boolean tryFeeding() {
        try {
            return feeding.tryLock(RECALL_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The task that it ran is lost, or was cancelled; what it had not begun waits again. */
    @Override
    public void ended(WorkerProcess process) {
        GivenTasks.Taken left = given.take(one -> one.process().equals(process));
        given.recalled();
        if (left.runs().isEmpty()) {
            return;
        }
        TaskRun head = left.runs().getFirst();
        Regardless.take(
                "end of a worker",
                () -> process.output().end(null),
                () -> putBack(left.runs().subList(1, left.runs().size())),
                () -> free(left.last()),
                () -> head.assignment().outcome().complete(head.ended(pool)),
                // Where even that could not be said.
                () -> head.assignment().lost(process.name(), "ended", ""));
    }

    /**
     * Passes on what the running task has printed, if it is certain that no other has begun since;
     * {@return how many bytes}
     */
    int passOutput(int most) {
        if (!feeding.tryLock()) {
            return 0;
        }
        try {
            return given.alone().map(head -> head.process().output().pass(most)).orElse(0);
        } finally {
            feeding.unlock();
        }
    }

    /** A listener's fault is its own; the slot goes on. */
    private static void tell(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "listener failed", e);
        }
    }
}

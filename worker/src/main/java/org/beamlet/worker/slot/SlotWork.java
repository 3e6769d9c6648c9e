package org.beamlet.worker.slot;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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

/**
 * What a slot's processes were given and have not ended, in the order in which they work it off.
 * Only the first can have begun: a worker tells how a task ended before it begins the next.
 */
final class SlotWork implements WorkerProcess.Ears {
    private static final Logger LOG = System.getLogger(SlotWork.class.getName());

    /** Whoever runs longer than this gets nothing more put behind it. */
    private static final long STUCK_NS = TimeUnit.MILLISECONDS.toNanos(100);

    /** How long a worker may take to give back what it has not begun. */
    private static final long RECALL_MS = 2000;

    private final WorkerPool pool;
    private final Set<String> warm = ConcurrentHashMap.newKeySet();

    /** Held while frames are written, so that they go out in the order of what was given. */
    private final ReentrantLock feeding = new ReentrantLock();

    // Guarded by this object's lock, under which nothing blocks.
    private final Deque<TaskRun> given = new ArrayDeque<>();
    private boolean recalling;
    private @Nullable WorkerProcess endedForTask;

    SlotWork(WorkerPool pool) {
        this.pool = pool;
    }

    Set<String> warm() {
        return warm;
    }

    synchronized boolean idle() {
        return given.isEmpty();
    }

    synchronized void awaitIdle() throws InterruptedException {
        while (!given.isEmpty()) {
            wait();
        }
    }

    /** The outcome waits for the end of the process, which takes nothing more. */
    private void endsWithTask(TaskRun head, TaskOutcome outcome) {
        head.ends(outcome);
        synchronized (this) {
            endedForTask = head.process();
        }
        Thread _ = Thread.startVirtualThread(head.process()::kill);
    }

    /** {@return the task that runs} */
    synchronized Optional<TaskRun> running() {
        return Optional.ofNullable(given.peek()).filter(TaskRun::begun);
    }

    /** {@return whether the process ended for its task's sake; asked once} */
    synchronized boolean wasEndedForTask(WorkerProcess process) {
        boolean was = process.equals(endedForTask);
        endedForTask = null;
        return was;
    }

    /** Hands tasks to a process; those that were cancelled meanwhile end here. */
    void give(WorkerProcess to, List<Assignment> tasks) {
        to.tell(this);
        feeding.lock();
        try {
            if (!to.alive()) {
                pool.putBack(Assignment.wanted(tasks));
                return;
            }
            List<ToWorker> frames = new ArrayList<>(tasks.size());
            List<Assignment> over = new ArrayList<>();
            synchronized (this) {
                for (Assignment task : tasks) {
                    if (task.cancelled().get()) {
                        over.add(task);
                    } else {
                        given.add(new TaskRun(task, to));
                        frames.add(ToWorker.Run.of(task.task()));
                    }
                }
            }
            over.forEach(task -> task.outcome().complete(Assignment.cancelledOutcome(0)));
            if (!frames.isEmpty()) {
                send(to, frames);
            }
        } finally {
            feeding.unlock();
        }
        if (!to.alive()) {
            // It may have ended before it had anything to lose.
            ended(to);
        }
    }

    private void send(WorkerProcess to, List<ToWorker> frames) {
        try {
            to.send(frames);
        } catch (IOException _) {
            // It has died; what it was given is settled when that is known.
        } catch (BeamletException e) {
            // Only a task that comes alone can be so large.
            takeHead(to)
                    .ifPresent(refused ->
                            refused.assignment().outcome().complete(Assignment.refused(e)));
        }
    }

    private synchronized Optional<TaskRun> takeHead(WorkerProcess of) {
        TaskRun head = given.peek();
        if (head == null || !head.process().equals(of)) {
            return Optional.empty();
        }
        given.poll();
        notifyAll();
        return Optional.of(head);
    }

    @Override
    public void heard(WorkerProcess from, FromWorker frame) {
        switch (frame) {
            case FromWorker.Started(String id, long at, var printed) ->
                    head(from, id).ifPresent(head -> started(head, at, printed));
            case FromWorker.Progress(String id, double part, String what) ->
                    head(from, id)
                            .ifPresent(head ->
                                    tell(() -> head.assignment().listener().progress(part, what)));
            case FromWorker.Done(String id, long begin, long end, String result, var printed) ->
                    head(from, id)
                            .ifPresent(head ->
                                    over(
                                            head,
                                            printed,
                                            new TaskOutcome.Succeeded(begin, end, result)));
            case FromWorker.Failed failed ->
                    head(from, failed.taskId()).ifPresent(head -> failed(head, failed));
            case FromWorker.Explained answer -> running().ifPresent(head -> head.explained(answer));
            case FromWorker.Returned(List<String> ids) -> returned(from, Set.copyOf(ids));
            case FromWorker.Ready _ -> LOG.log(Level.DEBUG, "worker={0} ready again", from.name());
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

    /** What is said of another task, a straggler's progress say, is passed over. */
    private synchronized Optional<TaskRun> head(WorkerProcess from, String id) {
        TaskRun head = given.peek();
        return head != null
                        && head.process().equals(from)
                        && head.assignment().task().taskId().equals(id)
                ? Optional.of(head)
                : Optional.empty();
    }

    private void started(TaskRun head, long at, FromWorker.@Nullable Printed printed) {
        head.began(at);
        head.process().output().begin(head.assignment().listener(), printed);
        tell(() -> head.assignment().listener().started(head.process().name(), at));
    }

    private void over(
            TaskRun head, FromWorker.@Nullable Printed printed, TaskOutcome.Finished how) {
        head.process().output().end(printed);
        String function = head.assignment().task().functionId();
        warm.add(function);
        head.process().ranOne();
        boolean refill;
        synchronized (this) {
            given.remove(head);
            refill =
                    !given.isEmpty()
                            && given.size() <= WorkerSlot.FEW
                            && !recalling
                            && pool.settings().limits().tasks() == 0;
            notifyAll();
        }
        if (head.process().takesSeveral()) {
            pool.shortTasks().ran(function, how.endedAtNs() - how.startedAtNs());
        }
        if (refill) {
            List<Assignment> more = pool.ahead(WorkerSlot.MOST - WorkerSlot.FEW);
            if (!more.isEmpty()) {
                give(head.process(), more);
            }
        }
        head.assignment().outcome().complete(how);
    }

    /** What is behind a task that takes its time goes back, for other slots to run. */
    void unstick() {
        Optional<TaskRun> stuck;
        synchronized (this) {
            TaskRun head = given.peek();
            stuck =
                    head != null && given.size() > 1 && head.elapsed().toNanos() > STUCK_NS
                            ? Optional.of(head)
                            : Optional.empty();
        }
        stuck.ifPresent(head -> {
            pool.shortTasks().takesLong(head.assignment().task().functionId());
            recall(head.process());
        });
    }

    private void recall(WorkerProcess from) {
        List<String> behind;
        synchronized (this) {
            behind = given.stream().skip(1).map(one -> one.assignment().task().taskId()).toList();
            recalling = !behind.isEmpty();
        }
        if (!behind.isEmpty()) {
            try {
                from.send(List.of(new ToWorker.Recall(behind)));
            } catch (IOException _) {
                // What it had not begun goes back with its end.
            }
        }
    }

    private void returned(WorkerProcess from, Set<String> ids) {
        List<Assignment> back = new ArrayList<>();
        synchronized (this) {
            given.removeIf(one -> {
                boolean is =
                        one.process().equals(from)
                                && ids.contains(one.assignment().task().taskId());
                if (is) {
                    back.add(one.assignment());
                }
                return is;
            });
            recalling = false;
            notifyAll();
        }
        pool.putBack(Assignment.wanted(back));
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
        Optional<TaskRun> runs = holds(assignment);
        if (runs.isEmpty()) {
            return;
        }
        WorkerProcess process = runs.get().process();
        recall(process);
        if (!awaitAlone(assignment)) {
            return;
        }
        // Whoever holds this keeps other tasks from taking the place of the one that is ended.
        boolean alone = tryFeeding();
        try {
            synchronized (this) {
                if (holds(assignment).isEmpty()) {
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

    private synchronized Optional<TaskRun> holds(Assignment assignment) {
        return given.stream().filter(one -> one.assignment().equals(assignment)).findFirst();
    }

    /** {@return whether the task is still here, and all that came after it is not} */
    private synchronized boolean awaitAlone(Assignment assignment) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(RECALL_MS);
        boolean interrupted = false;
        while (holds(assignment).isPresent() && given.size() > 1) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                break;
            }
            try {
                wait(left);
            } catch (InterruptedException _) {
                interrupted = true;
                break;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return holds(assignment).isPresent();
    }

    /** The task that it ran is lost, or was cancelled; what it had not begun waits again. */
    @Override
    public void ended(WorkerProcess process) {
        List<TaskRun> left;
        synchronized (this) {
            left = given.stream().filter(one -> one.process().equals(process)).toList();
            given.removeAll(left);
            recalling = false;
            notifyAll();
        }
        if (left.isEmpty()) {
            return;
        }
        TaskRun head = left.getFirst();
        process.output().end(null);
        pool.putBack(Assignment.wanted(left.stream().skip(1).map(TaskRun::assignment).toList()));
        head.assignment().outcome().complete(head.ended(pool));
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
            WorkerProcess alone;
            synchronized (this) {
                TaskRun head = given.peek();
                alone = head != null && given.size() == 1 && head.begun() ? head.process() : null;
            }
            return alone == null ? 0 : alone.output().pass(most);
        } finally {
            feeding.unlock();
        }
    }

    /** A listener's fault is its own; the slot goes on. */
    private static void tell(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "listener failed", e);
        }
    }
}

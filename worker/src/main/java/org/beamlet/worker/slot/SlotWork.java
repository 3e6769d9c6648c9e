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

    private static final class Given {
        final Assignment assignment;
        final WorkerProcess by;
        long startedAtNs;
        long heardNanos;

        Given(Assignment assignment, WorkerProcess by) {
            this.assignment = assignment;
            this.by = by;
        }
    }

    private final WorkerPool pool;
    private final Set<String> warm = ConcurrentHashMap.newKeySet();

    /** Held while frames are written, so that they go out in the order of what was given. */
    private final ReentrantLock feeding = new ReentrantLock();

    // Guarded by this object's lock, under which nothing blocks.
    private final Deque<Given> given = new ArrayDeque<>();
    private boolean recalling;
    private @Nullable WorkerProcess killedForCancel;

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

    /** {@return whether the process ended because its task was cancelled; asked once} */
    synchronized boolean wasKilledForCancel(WorkerProcess process) {
        boolean was = process.equals(killedForCancel);
        killedForCancel = null;
        return was;
    }

    /** Hands tasks to a process; those that were cancelled meanwhile end here. */
    void give(WorkerProcess to, List<Assignment> tasks) {
        to.tell(this);
        feeding.lock();
        try {
            if (!to.alive()) {
                putBack(tasks);
                return;
            }
            List<ToWorker> frames = new ArrayList<>(tasks.size());
            List<Assignment> over = new ArrayList<>();
            synchronized (this) {
                for (Assignment task : tasks) {
                    if (task.cancelled().get()) {
                        over.add(task);
                    } else {
                        given.add(new Given(task, to));
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
                            refused.assignment.outcome().complete(Assignment.refused(e)));
        }
    }

    private synchronized Optional<Given> takeHead(WorkerProcess of) {
        Given head = given.peek();
        if (head == null || !head.by.equals(of)) {
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
                                    tell(() -> head.assignment.listener().progress(part, what)));
            case FromWorker.Done(String id, long begin, long end, String result, var printed) ->
                    head(from, id)
                            .ifPresent(head ->
                                    over(
                                            head,
                                            printed,
                                            new TaskOutcome.Succeeded(begin, end, result)));
            case FromWorker.Failed(
                            String id,
                            long begin,
                            long end,
                            String code,
                            String message,
                            String trace,
                            var printed) ->
                    head(from, id)
                            .ifPresent(head ->
                                    over(
                                            head,
                                            printed,
                                            new TaskOutcome.Failed(
                                                    begin, end, code, message, trace)));
            case FromWorker.Returned(List<String> ids) -> returned(from, Set.copyOf(ids));
            case FromWorker.Ready _ -> LOG.log(Level.DEBUG, "worker={0} ready again", from.name());
        }
    }

    /** What is said of another task, a straggler's progress say, is passed over. */
    private synchronized Optional<Given> head(WorkerProcess from, String id) {
        Given head = given.peek();
        return head != null && head.by.equals(from) && head.assignment.task().taskId().equals(id)
                ? Optional.of(head)
                : Optional.empty();
    }

    private void started(Given head, long at, FromWorker.@Nullable Printed printed) {
        synchronized (this) {
            head.startedAtNs = at;
            head.heardNanos = System.nanoTime();
        }
        head.by.output().begin(head.assignment.listener(), printed);
        tell(() -> head.assignment.listener().started(head.by.name(), at));
    }

    private void over(Given head, FromWorker.@Nullable Printed printed, TaskOutcome.Finished how) {
        head.by.output().end(printed);
        String function = head.assignment.task().functionId();
        warm.add(function);
        boolean refill;
        synchronized (this) {
            given.remove(head);
            refill = !given.isEmpty() && given.size() <= WorkerSlot.FEW && !recalling;
            notifyAll();
        }
        if (head.by.takesSeveral()) {
            pool.shortTasks().ran(function, how.endedAtNs() - how.startedAtNs());
        }
        if (refill) {
            List<Assignment> more = pool.ahead(WorkerSlot.MOST - WorkerSlot.FEW);
            if (!more.isEmpty()) {
                give(head.by, more);
            }
        }
        head.assignment.outcome().complete(how);
    }

    /** What is behind a task that takes its time goes back, for other slots to run. */
    void unstick() {
        Optional<Given> stuck;
        synchronized (this) {
            Given head = given.peek();
            stuck =
                    head != null
                                    && given.size() > 1
                                    && head.startedAtNs > 0
                                    && System.nanoTime() - head.heardNanos > STUCK_NS
                            ? Optional.of(head)
                            : Optional.empty();
        }
        stuck.ifPresent(head -> {
            pool.shortTasks().takesLong(head.assignment.task().functionId());
            recall(head.by);
        });
    }

    private void recall(WorkerProcess from) {
        List<String> behind;
        synchronized (this) {
            behind = given.stream().skip(1).map(one -> one.assignment.task().taskId()).toList();
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
                boolean is = one.by.equals(from) && ids.contains(one.assignment.task().taskId());
                if (is) {
                    back.add(one.assignment);
                }
                return is;
            });
            recalling = false;
            notifyAll();
        }
        putBack(back);
    }

    private void putBack(List<Assignment> tasks) {
        List<Assignment> wanted = new ArrayList<>();
        for (Assignment task : tasks) {
            if (task.cancelled().get()) {
                task.outcome().complete(Assignment.cancelledOutcome(0));
            } else {
                wanted.add(task);
            }
        }
        pool.putBack(wanted);
    }

    /** Ends the process if it runs that task; what is behind the task goes back to the queue. */
    void cancel(Assignment assignment, @Nullable WorkerProcess replaced) {
        Optional<WorkerProcess> runs = holds(assignment);
        if (runs.isEmpty()) {
            return;
        }
        recall(runs.get());
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
                killedForCancel = runs.get().equals(replaced) ? replaced : null;
            }
            runs.get().close();
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

    private synchronized Optional<WorkerProcess> holds(Assignment assignment) {
        return given.stream()
                .filter(one -> one.assignment.equals(assignment))
                .map(one -> one.by)
                .findFirst();
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
        List<Given> left;
        synchronized (this) {
            left = given.stream().filter(one -> one.by.equals(process)).toList();
            given.removeAll(left);
            recalling = false;
            notifyAll();
        }
        if (left.isEmpty()) {
            return;
        }
        Given head = left.getFirst();
        process.output().end(null);
        putBack(left.stream().skip(1).map(one -> one.assignment).toList());
        head.assignment.outcome().complete(lost(process, head));
    }

    private TaskOutcome lost(WorkerProcess process, Given head) {
        if (head.assignment.cancelled().get()) {
            return Assignment.cancelledOutcome(head.startedAtNs);
        }
        return pool.queue().closed()
                ? new TaskOutcome.Lost(process.name(), pool.whyClosed(), "")
                : new TaskOutcome.Lost(process.name(), process.howItEnded(), process.logTail());
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
                Given head = given.peek();
                alone = head != null && given.size() == 1 && head.startedAtNs > 0 ? head.by : null;
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

package org.beamlet.worker.slot;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.worker.frame.FromWorker;
import org.beamlet.worker.frame.ToWorker;
import org.beamlet.worker.task.EpochNanos;
import org.beamlet.worker.task.TaskOutcome;
import org.jspecify.annotations.Nullable;

/** Keeps one worker process alive and feeds it from the queue. */
final class WorkerSlot implements Runnable {
    private static final Logger LOG = System.getLogger(WorkerSlot.class.getName());
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    /** After so many workers that never came up, waiting tasks are told. */
    private static final int HOPELESS = 3;

    private final WorkerPool pool;
    private final int number;
    private final RestartDelay delay = new RestartDelay();
    private final Set<String> warm = ConcurrentHashMap.newKeySet();
    private final Object turn = new Object();
    private final PythonSide python;
    private volatile @Nullable WorkerProcess worker;

    // Guarded by turn.
    private @Nullable Assignment current;
    private @Nullable WorkerProcess runs;
    private boolean killedForCancel;

    private int failedStarts;
    private volatile boolean ready;
    private volatile boolean busy;

    WorkerSlot(WorkerPool pool, int number) {
        this.pool = pool;
        this.number = number;
        this.python = new PythonSide(pool, number);
    }

    boolean ready() {
        return ready;
    }

    boolean busy() {
        return busy;
    }

    Set<String> warm() {
        return warm;
    }

    /** Ends the present worker, and the one for Python. */
    void kill() {
        WorkerProcess present = worker;
        if (present != null) {
            present.close();
        }
        python.close();
    }

    /** Ends the worker if it runs that task; no other task can take its place meanwhile. */
    void cancel(Assignment assignment) {
        synchronized (turn) {
            WorkerProcess present = runs;
            if (assignment.equals(current) && present != null) {
                killedForCancel = present.equals(worker);
                present.close();
            }
        }
    }

    /** Passes on what the running task has printed; {@return how many bytes} */
    int passOutput(int most) {
        WorkerProcess java = worker;
        WorkerProcess other = python.present();
        return (java == null ? 0 : java.output().pass(most))
                + (other == null ? 0 : other.output().pass(most));
    }

    private void takesTurn(@Nullable Assignment assignment, @Nullable WorkerProcess by) {
        synchronized (turn) {
            current = assignment;
            runs = by;
        }
    }

    @Override
    public void run() {
        try {
            while (!pool.queue().closed()) {
                live();
                pool.queue().pause(delay.next());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** The life of one worker, from its start to its end. */
    private void live() throws InterruptedException {
        try (WorkerProcess started =
                WorkerProcess.start(
                        pool.settings(),
                        pool.launch().command(),
                        number,
                        Language.JAVA,
                        pool.queue()::wake)) {
            worker = started;
            if (!pool.queue().closed() && started.awaitReady(START_LIMIT)) {
                LOG.log(Level.INFO, "worker={0} ready", started.name());
                failedStarts = 0;
                ready = true;
                serve(started);
                ready = false;
                buried(started);
            } else if (!pool.queue().closed()) {
                started.kill();
                buried(started);
                neverReady(started.name(), started.howItEnded(), started.logTail());
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.ERROR, "slot={0} has no worker why=\"{1}\"", number, e);
            delay.diedAtOnce();
            neverReady(pool.settings().node(), "could not be started: " + e.getMessage(), "");
        } finally {
            ready = false;
            warm.clear();
            worker = null;
            python.close();
        }
    }

    private void buried(WorkerProcess dead) throws InterruptedException {
        if (pool.queue().closed()) {
            return;
        }
        boolean cancelled;
        synchronized (turn) {
            cancelled = killedForCancel;
            killedForCancel = false;
        }
        if (cancelled) {
            LOG.log(Level.INFO, "worker={0} ended with its cancelled task", dead.name());
            delay.wasOfUse();
            return;
        }
        LOG.log(Level.WARNING, "worker={0} lost how=\"{1}\"", dead.name(), dead.howItEnded());
        if (warm.isEmpty()) {
            delay.diedAtOnce();
        } else {
            delay.wasOfUse();
        }
    }

    private void neverReady(String name, String how, String logTail) {
        failedStarts++;
        if (failedStarts >= HOPELESS) {
            pool.noWorkerStarts(name, how, logTail);
        }
    }

    private void serve(WorkerProcess live) throws InterruptedException {
        while (true) {
            Optional<Assignment> next = pool.queue().take(live::alive);
            if (next.isEmpty()) {
                return;
            }
            busy = true;
            try {
                TaskOutcome outcome = outcome(live, next.get());
                takesTurn(null, null);
                if (outcome instanceof TaskOutcome.Finished) {
                    warm.add(next.get().task().functionId());
                }
                busy = false;
                next.get().outcome().complete(outcome);
            } finally {
                takesTurn(null, null);
                busy = false;
            }
        }
    }

    private TaskOutcome outcome(WorkerProcess java, Assignment assignment)
            throws InterruptedException {
        try {
            WorkerProcess chosen =
                    Language.of(assignment.task()) == Language.PYTHON ? python.ready() : java;
            takesTurn(assignment, chosen);
            return assignment.cancelled().get()
                    ? Assignment.cancelledOutcome(0)
                    : observed(chosen, assignment);
        } catch (BeamletException e) {
            return refused(e);
        }
    }

    private static TaskOutcome refused(BeamletException e) {
        long now = EpochNanos.now();
        String text = e.what() + "; " + e.remedy();
        return new TaskOutcome.Failed(now, now, e.code().name(), text, text);
    }

    private TaskOutcome observed(WorkerProcess live, Assignment assignment)
            throws InterruptedException {
        live.output().begin(assignment.listener());
        try {
            return run(live, assignment);
        } finally {
            live.output().end();
        }
    }

    private TaskOutcome run(WorkerProcess live, Assignment assignment) throws InterruptedException {
        try {
            live.send(ToWorker.Run.of(assignment.task()));
        } catch (IOException _) {
            // It has died; the queue of its frames says so too, after the last one.
        } catch (BeamletException e) {
            return refused(e);
        }
        long started = 0;
        while (true) {
            Optional<FromWorker> frame = live.next();
            if (frame.isEmpty() && assignment.cancelled().get()) {
                return Assignment.cancelledOutcome(started);
            }
            if (frame.isEmpty()) {
                return pool.queue().closed()
                        ? new TaskOutcome.Lost(live.name(), pool.whyClosed(), "")
                        : new TaskOutcome.Lost(live.name(), live.howItEnded(), live.logTail());
            }
            if (frame.get() instanceof FromWorker.Started(_, long at)) {
                started = at;
            }
            Optional<TaskOutcome> outcome = heed(live, assignment, frame.get());
            if (outcome.isPresent()) {
                return outcome.get();
            }
        }
    }

    /** Takes one frame in; what is of another task, a straggler's progress say, is passed over. */
    private static Optional<TaskOutcome> heed(
            WorkerProcess live, Assignment assignment, FromWorker frame) {
        String task = assignment.task().taskId();
        return switch (frame) {
            case FromWorker.Started(String id, long at) when id.equals(task) -> {
                tell(() -> assignment.listener().started(live.name(), at));
                yield Optional.empty();
            }
            case FromWorker.Progress(String id, double part, String what) when id.equals(task) -> {
                tell(() -> assignment.listener().progress(part, what));
                yield Optional.empty();
            }
            case FromWorker.Done(String id, long from, long to, String result)
                    when id.equals(task) ->
                    Optional.of(new TaskOutcome.Succeeded(from, to, result));
            case FromWorker.Failed(
                            String id,
                            long from,
                            long to,
                            String code,
                            String message,
                            String trace)
                    when id.equals(task) ->
                    Optional.of(new TaskOutcome.Failed(from, to, code, message, trace));
            case FromWorker.Ready _,
                    FromWorker.Started _,
                    FromWorker.Progress _,
                    FromWorker.Done _,
                    FromWorker.Failed _ ->
                    Optional.empty();
        };
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

package org.beamlet.worker.slot;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.beamlet.protocol.error.BeamletException;
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
    private @Nullable TaskRun current;
    private boolean killedForTask;

    private int failedStarts;
    private boolean endsWithTask;
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
            TaskRun present = current;
            if (present != null && present.assignment().equals(assignment)) {
                killedForTask = present.process().equals(worker);
                present.process().close();
            }
        }
    }

    /** {@return the task that runs} */
    Optional<TaskRun> running() {
        synchronized (turn) {
            return Optional.ofNullable(current);
        }
    }

    /** Ends the worker for what its task does, if it still does it. */
    void condemn(TaskRun run, Verdict why) {
        synchronized (turn) {
            if (run.equals(current)) {
                killedForTask = run.process().equals(worker);
                run.condemn(why);
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

    private void takesTurn(@Nullable TaskRun run) {
        synchronized (turn) {
            current = run;
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
                        pool.launch().command(number),
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
                if (endsWithTask || spent(started)) {
                    LOG.log(
                            Level.INFO,
                            "worker={0} ends after {1} tasks",
                            started.name(),
                            started.ran());
                    endsWithTask = false;
                    delay.wasOfUse();
                } else {
                    buried(started);
                }
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
        boolean ended;
        synchronized (turn) {
            ended = killedForTask;
            killedForTask = false;
        }
        if (ended) {
            LOG.log(Level.INFO, "worker={0} ended with its task", dead.name());
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
                if (outcome instanceof TaskOutcome.Finished) {
                    warm.add(next.get().task().functionId());
                }
                busy = false;
                next.get().outcome().complete(outcome);
            } finally {
                takesTurn(null);
                busy = false;
            }
            if (endsWithTask || spent(live)) {
                return;
            }
        }
    }

    private TaskOutcome outcome(WorkerProcess java, Assignment assignment)
            throws InterruptedException {
        try {
            boolean inPython = Language.of(assignment.task()) == Language.PYTHON;
            TaskRun run = new TaskRun(inPython ? python.ready() : java, assignment);
            takesTurn(run);
            TaskOutcome outcome =
                    assignment.cancelled().get()
                            ? Assignment.cancelledOutcome(0)
                            : run.outcome(pool);
            takesTurn(null);
            if (inPython && (run.ending() || spent(run.process()))) {
                python.close();
            }
            endsWithTask = run.ending() && !inPython;
            return outcome;
        } catch (BeamletException e) {
            return TaskRun.refused(e);
        }
    }

    private boolean spent(WorkerProcess process) {
        int most = pool.settings().limits().tasks();
        return most > 0 && process.ran() >= most;
    }
}

package org.beamlet.worker.slot;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.beamlet.protocol.error.BeamletException;
import org.jspecify.annotations.Nullable;

/** Keeps one worker process alive and feeds it from the queue. */
final class WorkerSlot implements Runnable {
    /** A worker that has no more than so many tasks gets others, up to so many. */
    static final int FEW = 4;

    static final int MOST = 12;

    private static final Logger LOG = System.getLogger(WorkerSlot.class.getName());

    /** After so many workers that never came up, waiting tasks are told. */
    private static final int HOPELESS = 3;

    private final WorkerPool pool;
    private final int number;
    private final RestartDelay delay = new RestartDelay();
    private final SlotWork work;
    private final PythonSide python;
    private volatile @Nullable WorkerProcess worker;

    private int failedStarts;
    private volatile boolean ready;
    private volatile boolean feeding;

    WorkerSlot(WorkerPool pool, int number) {
        this.pool = pool;
        this.number = number;
        this.work = new SlotWork(pool);
        this.python = new PythonSide(pool, number);
    }

    boolean ready() {
        return ready;
    }

    boolean busy() {
        return feeding || !work.idle();
    }

    Set<String> warm() {
        return work.warm();
    }

    /** Ends the present worker, and the one for Python. */
    void kill() {
        WorkerProcess present = worker;
        if (present != null) {
            present.close();
        }
        python.close();
    }

    /** Ends the worker if it runs that task, and no other. */
    void cancel(Assignment assignment) {
        work.cancel(assignment, worker);
    }

    /** {@return the task that runs} */
    Optional<TaskRun> running() {
        return work.running();
    }

    /** Ends the worker for what its task does, if it still does it. */
    void condemn(TaskRun run, Verdict why) {
        work.condemn(run, why, worker);
    }

    /** Passes on what the running task has printed; {@return how many bytes} */
    int passOutput(int most) {
        work.unstick();
        return work.passOutput(most);
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
            if (!pool.queue().closed() && started.awaitReady(pool.launch().startLimit())) {
                LOG.log(Level.INFO, "worker={0} ready", started.name());
                failedStarts = 0;
                ready = true;
                serve(started);
                ready = false;
                if (pool.spent(started)) {
                    LOG.log(
                            Level.INFO,
                            "worker={0} ends, it ran {1}",
                            started.name(),
                            started.ran());
                    delay.wasOfUse();
                } else {
                    buried(started);
                }
            } else if (!pool.queue().closed()) {
                started.kill();
                buried(started);
                neverReady(
                        started.name(),
                        started.howItEnded() + pool.launch().blame(),
                        started.logTail());
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.ERROR, "slot={0} has no worker why=\"{1}\"", number, e);
            delay.diedAtOnce();
            neverReady(pool.settings().node(), "could not be started: " + e.getMessage(), "");
        } finally {
            ready = false;
            work.warm().clear();
            worker = null;
            python.close();
        }
    }

    private void buried(WorkerProcess dead) throws InterruptedException {
        if (pool.queue().closed()) {
            return;
        }
        if (work.wasEndedForTask(dead)) {
            LOG.log(Level.INFO, "worker={0} ended with its task", dead.name());
            delay.wasOfUse();
            return;
        }
        LOG.log(Level.WARNING, "worker={0} lost how=\"{1}\"", dead.name(), dead.howItEnded());
        if (work.warm().isEmpty()) {
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
            work.awaitIdle();
            if (pool.spent(live)) {
                return;
            }
            Optional<Assignment> next = pool.queue().take(live::alive);
            if (next.isEmpty()) {
                return;
            }
            feeding = true;
            feed(live, next.get());
            feeding = false;
        }
    }

    private void feed(WorkerProcess java, Assignment first) throws InterruptedException {
        try {
            List<Assignment> tasks = new ArrayList<>(List.of(first));
            WorkerProcess chosen = java;
            if (Language.of(first.task()) == Language.PYTHON) {
                chosen = python.ready();
            } else if (pool.isShort(first) && pool.settings().limits().tasks() == 0) {
                tasks.addAll(pool.ahead(MOST - 1));
            }
            chosen.output().trim();
            work.give(chosen, tasks);
        } catch (BeamletException e) {
            first.outcome().complete(Assignment.refused(e));
        }
    }
}

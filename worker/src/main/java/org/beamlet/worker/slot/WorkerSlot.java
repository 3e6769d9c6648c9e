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
    private final SideProcess python;
    private final SideProcess alone;
    private volatile @Nullable WorkerProcess worker;

    private int failedStarts;
    private volatile boolean ready;
    private volatile TaskQueue.@Nullable Place place;

    WorkerSlot(WorkerPool pool, int number) {
        this.pool = pool;
        this.number = number;
        this.work = new SlotWork(pool);
        this.python = new SideProcess(pool);
        this.alone = new SideProcess(pool);
    }

    int number() {
        return number;
    }

    boolean ready() {
        return ready;
    }

    boolean busy() {
        TaskQueue.Place present = place;
        return present != null && !pool.queue().open(present);
    }

    Set<String> warm() {
        return work.warm();
    }

    /** Ends the present worker, and those beside it. */
    void kill() {
        WorkerProcess present = worker;
        if (present != null) {
            present.close();
        }
        python.close();
        alone.close();
    }

    /** Ends the process for Python; the next task that needs one starts another. */
    void endPython() {
        python.close();
    }

    /** Ends the worker if it runs that task, and no other, or starts for it. */
    void cancel(Assignment assignment) {
        alone.cancel(assignment);
        python.cancel(assignment);
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
        try {
            work.unstick();
            return work.passOutput(most);
        } catch (RuntimeException | Error e) {
            // The output of other slots is passed on by the same thread.
            LOG.log(Level.WARNING, "slot=" + number + " output is not passed on", e);
            return 0;
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
        try (StartTurns.Turn turn = pool.turns().await();
                WorkerProcess started =
                        WorkerProcess.start(
                                pool.settings(),
                                pool.launch().command(station(Language.JAVA)),
                                station(Language.JAVA),
                                pool.queue()::wake)) {
            worker = started;
            boolean up = !pool.queue().closed() && started.awaitReady(pool.launch().startLimit());
            turn.over();
            if (up) {
                LOG.log(Level.INFO, "worker={0} ready", started.name());
                failedStarts = 0;
                ready = true;
                pool.news().ready(number, started.name(), started.pid());
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
        } catch (IOException | RuntimeException | Error e) {
            // Whatever it is, the slot goes on: tasks would wait for it for ever.
            delay.diedAtOnce();
            if (ready) {
                LOG.log(Level.ERROR, "slot=" + number + " failed, its worker is replaced", e);
            } else {
                LOG.log(Level.ERROR, "slot={0} has no worker why=\"{1}\"", number, e);
                neverReady(pool.settings().node(), "could not be started: " + e.getMessage(), "");
            }
        } finally {
            ready = false;
            work.warm().clear();
            worker = null;
            // The place is the last: its devices are free once nothing is left that uses them.
            Regardless.take("end of a slot's worker", python::close, alone::close, this::leave);
        }
    }

    private void leave() {
        TaskQueue.Place left = place;
        place = null;
        if (left != null) {
            pool.putBack(pool.queue().leave(left));
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
        pool.news().lost(number);
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
        TaskQueue.Place own =
                pool.queue()
                        .place(
                                new Service(live),
                                pool.settings().pinning().device(number).orElse(""));
        place = own;
        work.sitsAt(own);
        pool.queue().free(own);
        Optional<Assignment> next = pool.queue().take(own);
        while (next.isPresent()) {
            if (!feed(live, next.get(), own.held())) {
                pool.queue().free(own);
            }
            next = pool.queue().take(own);
        }
    }

    /** May take its time, and so is left to this slot's own thread. */
    private boolean feed(WorkerProcess java, Assignment first, List<String> devices)
            throws InterruptedException {
        try {
            if (!devices.isEmpty()) {
                return giveAlone(first, devices);
            }
            return give(
                    isPython(first) ? python.ready(station(Language.PYTHON), first) : java, first);
        } catch (BeamletException e) {
            if (first.cancelled().get()) {
                first.outcome().complete(Assignment.cancelledOutcome(0));
            } else if (pool.queue().closed()) {
                first.lost("", pool.whyClosed(), "");
            } else {
                first.outcome().complete(Assignment.refused(e));
            }
            return false;
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "slot=" + number + " gives nobody its task", e);
            Regardless.take("end of processes", python::close, alone::close);
            first.lostTo(java.name(), e);
            return false;
        }
    }

    /**
     * Has a task that has devices for itself run in a process of its own: what software finds of
     * devices when it first looks, it takes for granted from then on.
     */
    private boolean giveAlone(Assignment task, List<String> devices) throws InterruptedException {
        pool.clear(devices);
        WorkerProcess fresh =
                alone.fresh(new Station(number, Language.of(task.task()), devices), task);
        boolean given = work.give(fresh, List.of(task));
        if (!given) {
            fresh.kill();
        }
        return given;
    }

    private Station station(Language language) {
        return new Station(number, language);
    }

    private boolean give(WorkerProcess to, Assignment first) {
        List<Assignment> tasks = new ArrayList<>(List.of(first));
        try {
            if (pool.isShort(first) && pool.settings().limits().tasks() == 0) {
                tasks.addAll(pool.ahead(MOST - 1));
            }
            to.output().trim();
        } catch (RuntimeException | Error e) {
            // They can be given nevertheless.
            LOG.log(Level.ERROR, "slot=" + number + " gives only one task", e);
        }
        return work.give(to, tasks);
    }

    private static boolean isPython(Assignment task) {
        return Language.of(task.task()) == Language.PYTHON;
    }

    /** What the slot does while this process lives. */
    private final class Service implements TaskQueue.Worker {
        private final WorkerProcess java;

        Service(WorkerProcess java) {
            this.java = java;
        }

        @Override
        public boolean serves() {
            return java.alive() && !pool.spent(java);
        }

        /** What is small enough goes into an empty pipe without any waiting. */
        @Override
        public boolean takesAtOnce(Assignment task) {
            return task.task().taskBuffer().length() <= WorkerPool.MOST_AHEAD
                    && (!isPython(task) || python.present().isPresent());
        }

        @Override
        public boolean hand(Assignment task) {
            Optional<WorkerProcess> to = isPython(task) ? python.present() : Optional.of(java);
            if (to.isEmpty()) {
                pool.putBack(List.of(task));
                return false;
            }
            return give(to.get(), task);
        }
    }
}

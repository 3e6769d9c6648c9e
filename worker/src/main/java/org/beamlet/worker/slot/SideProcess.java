package org.beamlet.worker.slot;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * A process of a slot beside its own worker: it is started when a task needs it, and again for the
 * next where it has ended.
 */
final class SideProcess implements AutoCloseable {
    private static final Logger LOG = System.getLogger(SideProcess.class.getName());

    /** One that somebody kills while it starts says nothing of the installation. */
    private static final int TRIES = 3;

    private final WorkerPool pool;
    private volatile @Nullable WorkerProcess process;
    private volatile @Nullable Assignment startsFor;

    SideProcess(WorkerPool pool) {
        this.pool = pool;
    }

    /** {@return the process, if one is there that takes tasks} */
    Optional<WorkerProcess> present() {
        return Optional.ofNullable(process)
                .filter(present -> present.alive() && !pool.spent(present));
    }

    /**
     * {@return a process that takes tasks: the present one, if there is one}
     *
     * @param task that waits for it
     * @throws BeamletException where none can be started: with code TASK_CANCELLED because nobody
     *     wants the task any more, else INSTALLATION_INCOMPLETE
     */
    WorkerProcess ready(Station station, Assignment task) throws InterruptedException {
        Optional<WorkerProcess> present = present();
        return present.isPresent() ? present.get() : fresh(station, task);
    }

    /**
     * {@return a process that has run nothing; the present one is ended}
     *
     * @param task that waits for it
     * @throws BeamletException as {@link #ready}
     */
    WorkerProcess fresh(Station station, Assignment task) throws InterruptedException {
        close();
        startsFor = task;
        try {
            return start(station, task);
        } finally {
            startsFor = null;
        }
    }

    private WorkerProcess start(Station station, Assignment task) throws InterruptedException {
        try {
            for (int tried = 1; ; tried++) {
                WorkerProcess started = attempt(station, task);
                if (started.awaitReady(pool.launch().startLimit())) {
                    LOG.log(
                            Level.INFO,
                            "worker={0} ready language={1}",
                            started.name(),
                            station.language().name().toLowerCase(Locale.ROOT));
                    return started;
                }
                boolean killed = started.killed();
                started.kill();
                if (task.cancelled().get()) {
                    throw cancelled(task);
                }
                if (!killed || tried == TRIES || pool.queue().closed()) {
                    throw unavailable(station.language(), "its process " + end(started));
                }
                LOG.log(Level.WARNING, "worker={0} {1}", started.name(), end(started));
            }
        } catch (IOException | OutOfMemoryError e) {
            // The latter is what Java says where the node lets it start no further thread. Unheard
            // it would keep the slot, and devices, from all others.
            throw unavailable(station.language(), e.getMessage());
        }
    }

    private static BeamletException cancelled(Assignment task) {
        return new BeamletException(
                ErrorCode.TASK_CANCELLED,
                "task %s was cancelled before its process was there"
                        .formatted(task.task().taskId()),
                "submit it again if it is wanted after all");
    }

    /** Ends a start that only this task waits for. */
    void cancel(Assignment task) {
        // In this order: it is then the process of this task, or of one before, never of a later.
        WorkerProcess present = process;
        if (present != null && task.equals(startsFor)) {
            present.kill();
        }
    }

    private WorkerProcess attempt(Station station, Assignment task) throws IOException {
        WorkerProcess started =
                WorkerProcess.start(
                        pool.settings(),
                        pool.launch().command(station),
                        station,
                        pool.queue()::wake);
        process = started;
        if (pool.queue().closed() || task.cancelled().get()) {
            // Whoever closes the pool, or cancels, may have looked for a process before this one.
            started.kill();
        }
        return started;
    }

    private String end(WorkerProcess ended) {
        String said = ended.logTail().strip();
        return ended.howItEnded() + pool.launch().blame() + (said.isEmpty() ? "" : ": " + said);
    }

    private BeamletException unavailable(Language language, @Nullable String why) {
        String node = pool.settings().node();
        return switch (language) {
            case JAVA ->
                    new BeamletException(
                            ErrorCode.INSTALLATION_INCOMPLETE,
                            "no further Java process starts on %s: %s".formatted(node, why),
                            "have the endpoint's admin see that a node has memory for one more"
                                    + " worker than max_workers_per_node");
            case PYTHON ->
                    new BeamletException(
                            ErrorCode.INSTALLATION_INCOMPLETE,
                            "no Python process starts on %s (%s): %s"
                                    .formatted(node, PythonCommand.interpreter(), why),
                            "have the endpoint's admin put python3, with globus-compute-sdk, on the"
                                    + " PATH in worker_init, or name another one there: export"
                                    + " BEAMLET_PYTHON=/…/python");
        };
    }

    @Override
    public void close() {
        WorkerProcess present = process;
        if (present != null) {
            present.close();
            process = null;
        }
    }
}

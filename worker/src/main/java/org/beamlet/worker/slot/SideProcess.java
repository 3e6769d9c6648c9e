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
     * @throws BeamletException with code INSTALLATION_INCOMPLETE where none can be started
     */
    WorkerProcess ready(Station station) throws InterruptedException {
        Optional<WorkerProcess> present = present();
        return present.isPresent() ? present.get() : fresh(station);
    }

    /**
     * {@return a process that has run nothing; the present one is ended}
     *
     * @throws BeamletException with code INSTALLATION_INCOMPLETE where none can be started
     */
    WorkerProcess fresh(Station station) throws InterruptedException {
        close();
        try {
            for (int tried = 1; ; tried++) {
                WorkerProcess started = start(station);
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

    private WorkerProcess start(Station station) throws IOException {
        WorkerProcess started =
                WorkerProcess.start(
                        pool.settings(),
                        pool.launch().command(station),
                        station,
                        pool.queue()::wake);
        process = started;
        if (pool.queue().closed()) {
            // Whoever closes the pool may have looked for a process before this one was there.
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

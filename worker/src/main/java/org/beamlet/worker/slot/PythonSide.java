package org.beamlet.worker.slot;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * The process of a slot that runs Python functions. It is started for the first of them, and again
 * for the next where it has ended.
 */
final class PythonSide implements AutoCloseable {
    private static final Logger LOG = System.getLogger(PythonSide.class.getName());

    /** One that somebody kills while it starts says nothing of the installation. */
    private static final int TRIES = 3;

    private final WorkerPool pool;
    private final int slot;
    private volatile @Nullable WorkerProcess process;

    PythonSide(WorkerPool pool, int slot) {
        this.pool = pool;
        this.slot = slot;
    }

    /** {@return the process, if one is there that takes tasks} */
    Optional<WorkerProcess> present() {
        return Optional.ofNullable(process)
                .filter(present -> present.alive() && !pool.spent(present));
    }

    /**
     * {@return a process that takes tasks}
     *
     * @throws BeamletException with code INSTALLATION_INCOMPLETE where none can be started
     */
    WorkerProcess ready() throws InterruptedException {
        Optional<WorkerProcess> present = present();
        if (present.isPresent()) {
            return present.get();
        }
        close();
        try {
            for (int tried = 1; ; tried++) {
                WorkerProcess started = start();
                process = started;
                if (started.awaitReady(pool.launch().startLimit())) {
                    LOG.log(Level.INFO, "worker={0} ready language=python", started.name());
                    return started;
                }
                boolean killed = started.killed();
                started.kill();
                if (!killed || tried == TRIES || pool.queue().closed()) {
                    throw unavailable("its process " + end(started));
                }
                LOG.log(Level.WARNING, "worker={0} {1}", started.name(), end(started));
            }
        } catch (IOException e) {
            throw unavailable(e.getMessage());
        }
    }

    private WorkerProcess start() throws IOException {
        return WorkerProcess.start(
                pool.settings(),
                pool.launch().python(slot),
                slot,
                Language.PYTHON,
                pool.queue()::wake);
    }

    private String end(WorkerProcess ended) {
        String said = ended.logTail().strip();
        return ended.howItEnded() + pool.launch().blame() + (said.isEmpty() ? "" : ": " + said);
    }

    private BeamletException unavailable(@Nullable String why) {
        return new BeamletException(
                ErrorCode.INSTALLATION_INCOMPLETE,
                "no Python process starts on %s (%s): %s"
                        .formatted(pool.settings().node(), PythonCommand.interpreter(), why),
                "have the endpoint's admin put python3, with globus-compute-sdk, on the PATH in"
                        + " worker_init, or name another one there: export BEAMLET_PYTHON=/…/python");
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

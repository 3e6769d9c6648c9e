package org.beamlet.worker.slot;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.beamlet.worker.start.AotCache;

/** How the workers of a pool are started, and the cache that makes it quick. */
final class WorkerLaunch {
    private static final Logger LOG = System.getLogger(WorkerLaunch.class.getName());

    /** The cache costs some seconds of CPU: it is made only after a time without work. */
    private static final Duration QUIET = Duration.ofSeconds(10);

    private final WorkerSettings settings;
    private final String classPath = WorkerClassPath.ofThisJvm();
    private final Optional<AotCache> cache;
    private final PythonCommand python;

    WorkerLaunch(WorkerSettings settings) {
        this.settings = settings;
        this.python = new PythonCommand(settings.workDir());
        Path folder = settings.cacheFolder();
        this.cache =
                folder == null
                        ? Optional.empty()
                        : Optional.of(AotCache.of(folder, WorkerCommand.java(settings), classPath));
    }

    List<String> command(int slot) {
        return WorkerCommand.of(settings, slot, classPath, cache.flatMap(AotCache::present));
    }

    /** The command of a process that runs Python functions. */
    List<String> python(int slot) throws IOException {
        return WorkerCommand.inShell(settings, slot, python.of());
    }

    /** Makes the cache where there is none, once the pool has nothing to do. */
    void improve(TaskQueue queue, BooleanSupplier idle) {
        if (cache.isEmpty() || cache.get().present().isPresent()) {
            return;
        }
        try {
            do {
                queue.pause(QUIET);
            } while (!queue.closed() && !idle.getAsBoolean());
            if (!queue.closed()) {
                cache.get().make(WorkerTraining.of(WorkerCommand.java(settings), classPath));
                LOG.log(Level.INFO, "start cache present={0}", cache.get().present().isPresent());
            }
        } catch (IOException e) {
            LOG.log(Level.INFO, "no start cache why=\"{0}\"", e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}

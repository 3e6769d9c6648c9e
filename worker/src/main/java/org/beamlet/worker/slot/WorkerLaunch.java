package org.beamlet.worker.slot;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.beamlet.worker.container.Container;
import org.beamlet.worker.start.AotCache;
import org.beamlet.worker.start.Leisure;
import org.beamlet.worker.start.NodeStorage;
import org.beamlet.worker.start.WorkerClassPath;
import org.jspecify.annotations.Nullable;

/** How the workers of a pool are started, and the cache that makes it quick. */
class WorkerLaunch {
    private static final Logger LOG = System.getLogger(WorkerLaunch.class.getName());

    /** The cache costs some seconds of CPU: it is made only after a time without work. */
    private static final Duration QUIET = Duration.ofSeconds(10);

    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration CONTAINED_START_LIMIT = Duration.ofMinutes(15);

    private final WorkerSettings settings;
    private final String classPath = WorkerClassPath.ofThisJvm();
    private final Optional<AotCache> cache;
    private final PythonCommand python;
    private final @Nullable ContainerStart contained;

    WorkerLaunch(WorkerSettings settings) {
        this.settings = settings;
        this.python = new PythonCommand(settings.workDir());
        Container container = settings.container();
        this.contained =
                container == null ? null : new ContainerStart(settings, container, classPath);
        // A container is given nothing that it can do without.
        Path folder = container == null ? settings.cacheFolder() : null;
        this.cache =
                folder == null
                        ? Optional.empty()
                        : Optional.of(
                                NodeStorage.workerCache()
                                        .map(file -> AotCache.copied(file, "worker", classPath))
                                        .orElseGet(() ->
                                                AotCache.of(
                                                        folder,
                                                        "worker",
                                                        WorkerCommand.java(settings),
                                                        classPath)));
    }

    /** The command of a process that runs functions of its station's language. */
    ProcessCommand command(Station station) throws IOException {
        return switch (station.language()) {
            case JAVA -> java(station);
            case PYTHON -> python(station);
        };
    }

    private ProcessCommand java(Station station) throws IOException {
        Optional<Path> present = cache.flatMap(AotCache::usable);
        return contained == null
                ? new ProcessCommand(WorkerCommand.of(settings, station, classPath, present))
                : contained.of(station, WorkerCommand.program(settings, classPath, present));
    }

    private ProcessCommand python(Station station) throws IOException {
        return contained == null
                ? new ProcessCommand(WorkerCommand.inShell(settings, station, python.of()))
                : contained.of(station, python.of());
    }

    /** How long a worker may take to be ready: an image may have to be fetched first. */
    Duration startLimit() {
        return contained == null ? START_LIMIT : CONTAINED_START_LIMIT;
    }

    /** {@return what is to be said of a worker that was never ready} */
    String blame() {
        return ContainerStart.blame(Optional.ofNullable(settings.container()));
    }

    /** Makes the cache where there is none, once there is time for it. */
    void improve(TaskQueue queue, BooleanSupplier idle) {
        if (cache.isEmpty() || !cache.get().wanted()) {
            return;
        }
        Leisure leisure = Leisure.ofThisNode(QUIET);
        try {
            do {
                queue.pause(leisure.between());
            } while (!queue.closed() && !leisure.now(idle));
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

package org.beamlet.agent.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a worker is given and how it is kept.
 *
 * @param accelerators one for each worker, by what the accelerator's software calls them; empty
 *     gives none to anybody
 * @param use what these names mean, and whether they are watched
 * @param coresPerWorker of a node's cores
 * @param memoryPerWorker GB, more than which ends its task
 * @param tasksPerWorker after which a worker is replaced
 * @param taskTimeout after which a task is ended
 * @param drainAfter of a block's start, from when on it gets no new tasks
 * @param sandbox whether each task has a folder of its own
 * @param allowedSerializers class names or patterns; empty allows all
 * @param javaOptions of the JVM of each worker that runs Java, beyond the usual ones
 * @param initLimit for how long {@code worker_init} may take
 */
public record WorkerConfig(
        CpuAffinity affinity,
        List<String> accelerators,
        AcceleratorUse use,
        double coresPerWorker,
        OptionalDouble memoryPerWorker,
        OptionalInt tasksPerWorker,
        Optional<Duration> taskTimeout,
        Optional<Duration> drainAfter,
        boolean sandbox,
        List<String> allowedSerializers,
        Optional<ContainerConfig> container,
        List<String> javaOptions,
        Duration initLimit) {
    /** As long as an environment may take on a slow file system. */
    public static final Duration INIT_LIMIT = Duration.ofMinutes(10);

    public WorkerConfig {
        accelerators = List.copyOf(accelerators);
        allowedSerializers = List.copyOf(allowedSerializers);
        javaOptions = List.copyOf(javaOptions);
    }
}

package org.beamlet.worker.start;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a node's own storage is used for, as whoever starts the node manager has it said. Workers
 * are told what concerns them.
 */
public final class NodeStorage {
    private static final String WORK = "beamlet.node.work";
    private static final String RESULTS = "beamlet.node.results";
    private static final String WORKER_CACHE = "beamlet.worker.start.cache";

    /** Of workers; the others are read elsewhere. */
    private static final List<String> PASSED_ON =
            List.of(RESULTS, "beamlet.native.cache", "beamlet.node.scratch");

    private NodeStorage() {}

    /** {@return the folder for all that workers leave} */
    public static Optional<Path> work() {
        return path(WORK);
    }

    /** {@return where agents of earlier versions want results that are too large for a message} */
    public static Optional<Path> results() {
        return path(RESULTS);
    }

    /** {@return the file of the workers' start cache, where they run from a copy} */
    public static Optional<Path> workerCache() {
        return path(WORKER_CACHE);
    }

    /** {@return options for the JVM of a worker} */
    public static List<String> ofWorkers() {
        List<String> options = new ArrayList<>();
        for (String name : PASSED_ON) {
            String value = System.getProperty(name);
            if (value != null) {
                options.add("-D" + name + "=" + value);
            }
        }
        return options;
    }

    private static Optional<Path> path(String name) {
        return Optional.ofNullable(System.getProperty(name)).map(Path::of);
    }
}

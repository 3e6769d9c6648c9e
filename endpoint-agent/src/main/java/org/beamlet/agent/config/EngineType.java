package org.beamlet.agent.config;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The engines of Globus Compute, in its words. */
public enum EngineType {
    /** Blocks of nodes, with as many workers on each as are configured. */
    COMPUTE("GlobusComputeEngine"),
    /** Blocks of nodes, over which tasks spread. */
    MPI("GlobusMPIEngine"),
    /** Workers on this machine. */
    THREADS("ThreadPoolEngine"),
    /** Workers on this machine, which is what threads are here too. */
    PROCESSES("ProcessPoolEngine");

    static final List<String> WORDS = Arrays.stream(values()).map(EngineType::word).toList();

    private static final String OLD =
            "was renamed in Globus Compute 2.1; write GlobusComputeEngine, with provider and"
                    + " max_workers_per_node as they are";

    static final Map<String, String> ELSEWHERE =
            Map.of(
                    "HighThroughputEngine",
                    OLD,
                    "HighThroughputExecutor",
                    OLD,
                    "GlobusComputeExecutor",
                    OLD);

    private final String word;

    EngineType(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    static EngineType of(String word) {
        return Arrays.stream(values())
                .filter(type -> type.word.equals(word))
                .findFirst()
                .orElse(COMPUTE);
    }

    /** {@return whether it has no provider because its workers are here} */
    public boolean pool() {
        return this == THREADS || this == PROCESSES;
    }
}

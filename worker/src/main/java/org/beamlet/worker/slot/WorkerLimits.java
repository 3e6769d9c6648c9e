package org.beamlet.worker.slot;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;

/**
 * What the tasks of a worker may use; 0 for as much as they like, but for output and processes,
 * which are always bounded.
 *
 * @param taskSeconds how long a task may run
 * @param memoryBytes of a worker and all that it starts
 * @param tasks after which a worker is replaced
 * @param outputBytes that a task may print
 * @param processes that a worker may have at once
 */
public record WorkerLimits(
        @JsonProperty("task_seconds") long taskSeconds,
        @JsonProperty("memory_bytes") long memoryBytes,
        @JsonProperty("tasks") int tasks,
        @JsonProperty("output_bytes") long outputBytes,
        @JsonProperty("processes") int processes) {
    public static final WorkerLimits NONE = new WorkerLimits(0, 0, 0, 0, 0);

    private static final long OUTPUT = 1L << 30;
    private static final int PROCESSES = 1024;

    public WorkerLimits {
        outputBytes = outputBytes > 0 ? outputBytes : OUTPUT;
        processes = processes > 0 ? processes : PROCESSES;
    }

    Duration taskTime() {
        return Duration.ofSeconds(taskSeconds);
    }
}

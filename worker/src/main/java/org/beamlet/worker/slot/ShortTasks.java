package org.beamlet.worker.slot;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Functions whose last tasks took next to no time. Of these a worker is given several at once: to
 * wait for each result before the next task is sent would take longer than the task.
 */
final class ShortTasks {
    private static final long SHORT_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int MOST_FUNCTIONS = 1000;

    private final Map<String, Boolean> functions = new ConcurrentHashMap<>();

    void ran(String function, long nanos) {
        if (nanos >= SHORT_NS) {
            takesLong(function);
        } else if (!functions.containsKey(function) && functions.size() < MOST_FUNCTIONS) {
            functions.put(function, true);
        }
    }

    void takesLong(String function) {
        functions.remove(function);
    }

    boolean has(String function) {
        return functions.containsKey(function);
    }
}

package org.beamlet.testing.scaling;

import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * What the agent's own code took of a processor; of a run, not of a trial, so that it differs from
 * one run to the next.
 *
 * @param looks at blocks, tasks and node managers, one a second
 * @param meanMs of a look
 * @param p99Ms of a look
 * @param mostMs the longest look
 * @param seconds all looks, and all that tasks and node managers told
 * @param messageUs of one message of a node manager, or of one submitted task, on average
 */
public record ClusterCost(
        int looks, double meanMs, double p99Ms, double mostMs, double seconds, double messageUs) {
    static ClusterCost of(LongStream looks, long messageNanos, long messages) {
        long[] sorted = looks.sorted().toArray();
        long sum = Arrays.stream(sorted).sum();
        return new ClusterCost(
                sorted.length,
                sorted.length == 0 ? 0 : sum / 1e6 / sorted.length,
                at(sorted, 0.99) / 1e6,
                at(sorted, 1) / 1e6,
                (sum + messageNanos) / 1e9,
                messages == 0 ? 0 : messageNanos / 1e3 / messages);
    }

    private static long at(long[] sorted, double quantile) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.round(quantile * (sorted.length - 1))];
    }
}

package org.beamlet.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.beamlet.protocol.json.Json;

/**
 * What a load run shows.
 *
 * @param p50Ms median of single calls, milliseconds
 * @param p99Ms 99th percentile of single calls
 * @param tasksPerSecond completed calls a second, median of the rounds
 */
record Figures(double p50Ms, double p99Ms, double tasksPerSecond, List<Double> rounds) {
    static Figures of(double[] latenciesMs, List<Double> rounds) {
        double[] sorted = latenciesMs.clone();
        Arrays.sort(sorted);
        List<Double> ordered = rounds.stream().sorted().toList();
        return new Figures(
                at(sorted, 0.50), at(sorted, 0.99), ordered.get(ordered.size() / 2), rounds);
    }

    private static double at(double[] sorted, double quantile) {
        return sorted[(int) Math.round(quantile * (sorted.length - 1))];
    }

    String json() {
        return Json.write(
                Map.of(
                        "p50_ms", p50Ms,
                        "p99_ms", p99Ms,
                        "tasks_per_s", tasksPerSecond,
                        "tasks_per_s_all", rounds));
    }
}

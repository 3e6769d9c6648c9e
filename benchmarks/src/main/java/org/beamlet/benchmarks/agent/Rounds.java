package org.beamlet.benchmarks.agent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The shape of all loads: single calls for latency, and calls that are submitted all at once. */
final class Rounds {
    private Rounds() {}

    /** {@return tasks a second, from the first submission to the last result} */
    static double batch(int tasks, Supplier<CompletableFuture<String>> call) {
        long begin = System.nanoTime();
        List<CompletableFuture<String>> futures = new ArrayList<>(tasks);
        for (int i = 0; i < tasks; i++) {
            futures.add(call.get());
        }
        futures.forEach(CompletableFuture::join);
        double rate = tasks / ((System.nanoTime() - begin) / 1e9);
        if (!Deliveries.succeeded(futures.getLast().join())) {
            throw new IllegalStateException("a task failed: " + futures.getLast().join());
        }
        return rate;
    }

    /** {@return p50_ms and p99_ms of calls one after the other} */
    static Map<String, Object> single(int tasks, Supplier<CompletableFuture<String>> call) {
        double[] millis = new double[tasks];
        for (int i = 0; i < tasks; i++) {
            long begin = System.nanoTime();
            call.get().join();
            millis[i] = (System.nanoTime() - begin) / 1e6;
        }
        Arrays.sort(millis);
        Map<String, Object> found = new LinkedHashMap<>();
        found.put("p50_ms", millis[tasks / 2]);
        found.put("p99_ms", millis[Math.min(tasks - 1, (int) Math.round(tasks * 0.99))]);
        return found;
    }

    /** {@return the median as tasks_per_s, with all rounds and where the processor's time went} */
    static Map<String, Object> rates(
            int warmUp, int rounds, int tasks, Supplier<CompletableFuture<String>> call) {
        for (int i = 0; i < warmUp; i++) {
            double _ = batch(tasks, call);
        }
        List<Double> rates = new ArrayList<>();
        Map<String, Double> before = Cpu.used();
        for (int i = 0; i < rounds; i++) {
            rates.add(batch(tasks, call));
        }
        Map<String, Double> micros = Cpu.perTask(before, rounds * tasks);
        Map<String, Object> found = new LinkedHashMap<>();
        found.put("tasks_per_s", median(rates));
        found.put("tasks_per_s_all", rates);
        found.put("cpu_us_per_task", micros);
        return found;
    }

    static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}

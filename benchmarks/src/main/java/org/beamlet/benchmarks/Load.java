package org.beamlet.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The shape of Parsl's own load: single calls for latency, then submit all and wait for all. */
final class Load {
    private static final int WARM_UP = 500;
    private static final int SINGLE_CALLS = 500;
    private static final int BATCH = 5000;
    private static final int ROUNDS = 5;

    private Load() {}

    static Figures run(Supplier<CompletableFuture<?>> call) {
        for (int i = 0; i < WARM_UP; i++) {
            call.get().join();
        }
        batch(call);
        double[] latencies = new double[SINGLE_CALLS];
        for (int i = 0; i < SINGLE_CALLS; i++) {
            long begin = System.nanoTime();
            call.get().join();
            latencies[i] = (System.nanoTime() - begin) / 1e6;
        }
        List<Double> rounds = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            rounds.add(batch(call));
        }
        return Figures.of(latencies, rounds);
    }

    private static double batch(Supplier<CompletableFuture<?>> call) {
        long begin = System.nanoTime();
        List<CompletableFuture<?>> futures = new ArrayList<>(BATCH);
        for (int i = 0; i < BATCH; i++) {
            futures.add(call.get());
        }
        futures.forEach(CompletableFuture::join);
        return BATCH / ((System.nanoTime() - begin) / 1e9);
    }
}

package org.beamlet.catalog.lanes;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Runs the items of a loop on a few threads, the caller's among them. */
public final class Lanes implements AutoCloseable {
    /** By this a worker knows how many of its node's cores are its slot's. */
    static final String CORES = "BEAMLET_CORES";

    private final int count;
    private final ExecutorService helpers;

    public Lanes(int count) {
        this.count = count;
        this.helpers =
                Executors.newFixedThreadPool(
                        Math.max(1, count - 1),
                        Thread.ofPlatform().daemon().name("lane-", 1).factory());
    }

    /** As many as the worker's slot has cores; outside a worker, as there are processors. */
    public static Lanes ofThisMachine() {
        int processors = Runtime.getRuntime().availableProcessors();
        return new Lanes(count(System.getenv(CORES), processors));
    }

    /** Never more than the processors that this process is bound to. */
    static int count(@Nullable String cores, int processors) {
        if (cores == null || !cores.matches("[1-9]\\d{0,5}")) {
            return processors;
        }
        return Math.min(Integer.parseInt(cores), processors);
    }

    /** One item of a loop. */
    @FunctionalInterface
    public interface Work {
        /**
         * Does one item.
         *
         * @param lane from 0 to below {@link Lanes#count()}: no two run at once in the same lane
         */
        void run(int lane, int item);
    }

    public int count() {
        return count;
    }

    /** Does all items, in no particular order, and returns when all are done. */
    public void forEach(int items, Work work) {
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> others = new ArrayList<>();
        for (int lane = 1; lane < Math.min(count, items); lane++) {
            int own = lane;
            others.add(helpers.submit(() -> drain(own, items, next, work)));
        }
        try {
            drain(0, items, next, work);
        } finally {
            // Whatever happened, no thread may still be in the caller's arrays afterwards.
            next.set(items);
            others.forEach(Lanes::await);
        }
    }

    private static void drain(int lane, int items, AtomicInteger next, Work work) {
        for (int item = next.getAndIncrement(); item < items; item = next.getAndIncrement()) {
            work.run(lane, item);
        }
    }

    private static void await(Future<?> other) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    other.get();
                    return;
                } catch (InterruptedException _) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof BeamletException told ? told : failed(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static BeamletException failed(ExecutionException e) {
        return new BeamletException(
                ErrorCode.INTERNAL_ERROR,
                "a computation failed: " + e.getCause(),
                "report this with the worker's log",
                e);
    }

    @Override
    public void close() {
        helpers.shutdownNow();
    }
}

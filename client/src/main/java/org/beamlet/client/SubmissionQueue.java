package org.beamlet.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Gathers submissions made close together, so that they share one call. */
final class SubmissionQueue implements AutoCloseable {
    /** While a call is under way, or held up by the service, the next one grows up to this. */
    private static final int MOST_TASKS = 1000;

    /** The service takes 10 MB a call; what surrounds the payloads and escaping needs room. */
    private static final int MOST_CHARACTERS = 4_000_000;

    /** A batch waits no longer than this in all, and than that for the next submission. */
    private static final long LINGER_NS = Duration.ofMillis(5).toNanos();

    private static final long GAP_NS = Duration.ofMillis(1).toNanos();

    private final BlockingQueue<PendingTask> queue = new LinkedBlockingQueue<>();
    private final Consumer<List<PendingTask>> sender;
    private final Thread thread;

    SubmissionQueue(Consumer<List<PendingTask>> sender) {
        this.sender = sender;
        this.thread = Thread.ofVirtual().name("submissions").start(this::work);
    }

    void add(PendingTask task) {
        queue.add(task);
    }

    private void work() {
        try {
            @Nullable PendingTask left = null;
            while (true) {
                List<PendingTask> batch = new ArrayList<>();
                left = gather(left == null ? queue.take() : left, batch);
                sender.accept(batch);
            }
        } catch (InterruptedException _) {
            // Only close() interrupts.
        }
    }

    /** Fills a batch; returns the task that did not fit in any more. */
    private @Nullable PendingTask gather(PendingTask first, List<PendingTask> batch)
            throws InterruptedException {
        long deadline = System.nanoTime() + LINGER_NS;
        long characters = 0;
        @Nullable PendingTask next = first;
        while (next != null) {
            characters += next.payload().length();
            if (!batch.isEmpty() && characters > MOST_CHARACTERS) {
                return next;
            }
            batch.add(next);
            if (batch.size() == MOST_TASKS) {
                return null;
            }
            long wait = Math.min(GAP_NS, deadline - System.nanoTime());
            next = wait > 0 ? queue.poll(wait, TimeUnit.NANOSECONDS) : queue.poll();
        }
        return null;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}

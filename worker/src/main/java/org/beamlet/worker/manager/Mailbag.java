package org.beamlet.worker.manager;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.beamlet.node.wire.FromManager;
import org.beamlet.node.wire.Reports;

/**
 * Messages on their way to the agent. What comes after a pause goes at once; what follows closely
 * is gathered, since many short tasks would otherwise cost more to report than to run.
 */
final class Mailbag {
    private static final long PAUSE_NS = TimeUnit.MICROSECONDS.toNanos(500);

    /** How long a message may lie that tells nothing by itself: that a task has begun. */
    private static final long PATIENCE_NS = TimeUnit.MILLISECONDS.toNanos(2);

    private static final long MOST_BYTES = 4L * 1024 * 1024;
    private static final int MOST = 500;

    private static final ScheduledExecutorService CLOCK =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("mail").factory());

    private final Consumer<FromManager> out;
    private final List<FromManager> gathered = new ArrayList<>();
    private long bytes;
    private long lastNanos = System.nanoTime() - PAUSE_NS;
    private long dueNanos = Long.MAX_VALUE;
    private long clockNanos = Long.MAX_VALUE;

    /**
     * Makes an empty one.
     *
     * @param out puts a message on the stream
     */
    Mailbag(Consumer<FromManager> out) {
        this.out = out;
    }

    synchronized void add(FromManager message) {
        long size = message.getSerializedSize();
        if (bytes + size > MOST_BYTES || gathered.size() == MOST) {
            empty();
        }
        gathered.add(message);
        bytes += size;
        long now = System.nanoTime();
        if (message.hasStarted()) {
            emptyBy(now, now + PATIENCE_NS);
        } else if (now - lastNanos >= PAUSE_NS) {
            empty();
        } else {
            emptyBy(now, lastNanos + PAUSE_NS);
        }
    }

    /** Where the clock rings before, it is asked again then: to set it wakes a thread. */
    private void emptyBy(long now, long due) {
        if (dueNanos == Long.MAX_VALUE || due - dueNanos < 0) {
            dueNanos = due;
        }
        if (clockNanos == Long.MAX_VALUE || due - clockNanos < 0) {
            set(now, due);
        }
    }

    private void set(long now, long due) {
        clockNanos = due;
        var _ = CLOCK.schedule(this::emptyIfDue, due - now, TimeUnit.NANOSECONDS);
    }

    private synchronized void emptyIfDue() {
        clockNanos = Long.MAX_VALUE;
        long now = System.nanoTime();
        if (dueNanos != Long.MAX_VALUE && now - dueNanos >= 0) {
            empty();
        } else if (dueNanos != Long.MAX_VALUE) {
            set(now, dueNanos);
        }
    }

    /** Sends what has gathered. */
    synchronized void empty() {
        dueNanos = Long.MAX_VALUE;
        if (gathered.isEmpty()) {
            return;
        }
        lastNanos = System.nanoTime();
        out.accept(
                gathered.size() == 1
                        ? gathered.getFirst()
                        : FromManager.newBuilder()
                                .setReports(Reports.newBuilder().addAllMessages(gathered))
                                .build());
        gathered.clear();
        bytes = 0;
    }
}

package org.beamlet.worker.execution;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.beamlet.catalog.Progress;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Lets through what a reader can follow, and nothing after the call has ended.
 *
 * <p>A step that comes too soon is dropped, since another follows. A partial result that comes too
 * soon is kept, and goes with the next step, the next partial result or the end.
 */
final class ThrottledProgress implements Progress, AutoCloseable {
    private static final long PERIOD_NS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long PARTIAL_PERIOD_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int MAX_WORDS = 200;

    private final Progress listener;
    private final AtomicLong last = new AtomicLong(System.nanoTime() - PERIOD_NS);
    private final AtomicLong lastPartial = new AtomicLong(System.nanoTime() - PARTIAL_PERIOD_NS);
    private final AtomicReference<@Nullable JsonNode> kept = new AtomicReference<>();
    private volatile boolean over;

    ThrottledProgress(Progress listener) {
        this.listener = listener;
    }

    @Override
    public void at(double fraction, String what) {
        long now = System.nanoTime();
        long before = last.get();
        if (over || now - before < PERIOD_NS || !last.compareAndSet(before, now)) {
            return;
        }
        String words = what.length() > MAX_WORDS ? what.substring(0, MAX_WORDS) : what;
        listener.at(Double.isNaN(fraction) ? 0 : Math.clamp(fraction, 0.0, 1.0), words);
        if (kept.get() != null) {
            tellPartial(now);
        }
    }

    @Override
    public void partial(JsonNode value) {
        if (!value.isObject()) {
            throw new BeamletException(
                    ErrorCode.TASK_FAILED,
                    "a partial result is %s".formatted(value.getNodeType()),
                    "have the function tell an object, such as {\"frames\": 100}");
        }
        if (!over) {
            kept.set(value);
            tellPartial(System.nanoTime());
        }
    }

    private void tellPartial(long now) {
        long before = lastPartial.get();
        if (now - before >= PARTIAL_PERIOD_NS && lastPartial.compareAndSet(before, now)) {
            sendPartial();
        }
    }

    private synchronized void sendPartial() {
        JsonNode value = kept.getAndSet(null);
        if (value != null) {
            requireSize(Json.writeBytes(value).length);
            listener.partial(value);
        }
    }

    private static void requireSize(int bytes) {
        if (bytes > MOST_PARTIAL_BYTES) {
            throw new BeamletException(
                    ErrorCode.TASK_FAILED,
                    "a partial result has %d bytes".formatted(bytes),
                    "have the function tell at most %d, and write what is larger to a file"
                            .formatted(MOST_PARTIAL_BYTES));
        }
    }

    /** Tells the last partial result, which is all that is left of a task that then fails. */
    @Override
    public void close() {
        try {
            if (!over) {
                sendPartial();
            }
        } finally {
            over = true;
        }
    }
}

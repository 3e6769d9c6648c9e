package org.beamlet.worker.execution;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.beamlet.catalog.Progress;

/** Lets through what a reader can follow, and nothing after the call has ended. */
final class ThrottledProgress implements Progress, AutoCloseable {
    private static final long PERIOD_NS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int MAX_WORDS = 200;

    private final Progress listener;
    private final AtomicLong last = new AtomicLong(System.nanoTime() - PERIOD_NS);
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
    }

    @Override
    public void close() {
        over = true;
    }
}

package org.beamlet.cloud.userendpoint;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Rings when heartbeats were stored here; those of other replicas are found by looking. */
public final class HeartbeatBell {
    private long rung;

    public synchronized void ring() {
        rung++;
        notifyAll();
    }

    synchronized long count() {
        return rung;
    }

    /** Waits for a ring after the {@code seen}th, but not for long. */
    synchronized void await(long seen, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        long left = atMost.toMillis();
        while (rung == seen && left > 0) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        }
    }
}

package org.beamlet.cloud.messaging;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Tells a thread that there may be work; many calls before it looks count as one. */
public final class Signal {
    private static final long LOOK_ANYWAY_MS = 1000;

    private final Semaphore semaphore = new Semaphore(0);

    public void raise() {
        if (semaphore.availablePermits() == 0) {
            semaphore.release();
        }
    }

    /** Waits for {@link #raise}, but not for ever: work may have been left by a former process. */
    void await() throws InterruptedException {
        if (semaphore.tryAcquire(LOOK_ANYWAY_MS, TimeUnit.MILLISECONDS)) {
            semaphore.drainPermits();
        }
    }
}

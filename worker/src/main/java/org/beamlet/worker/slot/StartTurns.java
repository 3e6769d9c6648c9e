package org.beamlet.worker.slot;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets workers start one after the other where a node has few processors. Started all at once, each
 * would be ready as late as the last; so the first ones have their tasks while others start.
 */
final class StartTurns {
    /** A JVM that starts keeps about so many processors busy. */
    private static final int PROCESSORS_OF_A_START = 2;

    /** A start may hang; those that come after it wait no longer than a good one takes. */
    private static final long PATIENCE_MS = 1000;

    private final Semaphore turns;

    StartTurns(int processors) {
        this.turns = new Semaphore(Math.max(1, processors / PROCESSORS_OF_A_START), true);
    }

    /** One start's turn, until it is over for the first time. */
    final class Turn implements AutoCloseable {
        private final AtomicBoolean held;

        private Turn(boolean held) {
            this.held = new AtomicBoolean(held);
        }

        @Override
        public void close() {
            over();
        }

        void over() {
            if (held.compareAndSet(true, false)) {
                turns.release();
            }
        }
    }

    Turn await() throws InterruptedException {
        return new Turn(turns.tryAcquire(PATIENCE_MS, TimeUnit.MILLISECONDS));
    }
}

package org.beamlet.cloud.rest;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.beamlet.cloud.limit.RetryLaterException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * How much of the memory the bodies of requests may take together. What is made of a body while it
 * is handled takes several times its size, so it is a small part of the heap.
 */
@ApplicationScoped
public class BodyRoom {
    private static final long SMALL = 256 * 1024;
    private static final long STEP = 1024 * 1024;
    private static final long LEAST = 34;
    private static final int PART_OF_HEAP = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** In steps of a megabyte; the largest body must fit. */
    private final Semaphore steps =
            new Semaphore(
                    Math.toIntExact(
                            Math.max(
                                    LEAST,
                                    Runtime.getRuntime().maxMemory() / PART_OF_HEAP / STEP)));

    Share share() {
        return new Share();
    }

    /** What one request holds. */
    final class Share {
        private int held;
        private boolean over;

        /** Waits for room for so many bytes, those included that it has; small bodies need none. */
        void need(long bytes) {
            int more = bytes <= SMALL ? 0 : (int) Math.ceilDiv(bytes, STEP) - held();
            if (more <= 0) {
                return;
            }
            try {
                if (!steps.tryAcquire(more, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw busy();
                }
                keep(more);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw busy();
            }
        }

        private synchronized int held() {
            return held;
        }

        /** The request may have ended while it waited. */
        private synchronized void keep(int more) {
            if (over) {
                steps.release(more);
            } else {
                held += more;
            }
        }

        private RetryLaterException busy() {
            return new RetryLaterException(
                    ErrorCode.TOO_MANY_REQUESTS,
                    "the service is busy with other large requests",
                    Duration.ofSeconds(2));
        }

        synchronized void giveBack() {
            over = true;
            steps.release(held);
            held = 0;
        }
    }
}

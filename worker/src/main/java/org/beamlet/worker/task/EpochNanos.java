package org.beamlet.worker.task;

import java.time.Instant;

/** The wire's clock. */
public final class EpochNanos {
    private static final long PER_SECOND = 1_000_000_000L;

    private EpochNanos() {}

    public static long now() {
        Instant now = Instant.now();
        return now.getEpochSecond() * PER_SECOND + now.getNano();
    }
}

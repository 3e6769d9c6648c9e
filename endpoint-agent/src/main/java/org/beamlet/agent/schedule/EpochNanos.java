package org.beamlet.agent.schedule;

import java.time.Instant;

/** The wire's clock. */
final class EpochNanos {
    private EpochNanos() {}

    static long now() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}

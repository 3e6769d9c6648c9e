package org.beamlet.cloud.task;

import java.time.Instant;

/** Times as the wire's task transitions give them. */
final class Nanoseconds {
    private static final long PER_SECOND = 1_000_000_000L;

    private Nanoseconds() {}

    static long of(Instant instant) {
        return instant.getEpochSecond() * PER_SECOND + instant.getNano();
    }

    static Instant instant(long nanoseconds) {
        return Instant.ofEpochSecond(
                Math.floorDiv(nanoseconds, PER_SECOND), Math.floorMod(nanoseconds, PER_SECOND));
    }

    static double seconds(long nanoseconds) {
        return nanoseconds / (double) PER_SECOND;
    }
}

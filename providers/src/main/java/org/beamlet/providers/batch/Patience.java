package org.beamlet.providers.batch;

import java.time.Duration;
import java.util.Optional;

/** When a batch system that does not answer is asked again. */
final class Patience {
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final int MOST_DOUBLINGS = 7;

    private final String system;
    private int failures;
    private long since;
    private long notBefore;
    private String why = "";

    Patience(String system) {
        this.system = system;
    }

    synchronized boolean over(long nanos) {
        return failures == 0 || nanos - notBefore >= 0;
    }

    synchronized void answered() {
        failures = 0;
    }

    synchronized void failed(long nanos, String how) {
        if (failures == 0) {
            since = nanos;
        }
        long pause = 1L << Math.min(failures, MOST_DOUBLINGS);
        failures++;
        notBefore = nanos + Math.min(Duration.ofSeconds(pause).toNanos(), LONGEST.toNanos());
        why = how;
    }

    /** What stood in the way may be gone. */
    synchronized void hasten(long nanos) {
        notBefore = nanos;
    }

    synchronized Optional<String> trouble(long nanos) {
        return failures == 0
                ? Optional.empty()
                : Optional.of(
                        "%s has not said for %d s what became of blocks, which count as they were: %s; see that it can be asked from here"
                                .formatted(
                                        system, Duration.ofNanos(nanos - since).toSeconds(), why));
    }
}

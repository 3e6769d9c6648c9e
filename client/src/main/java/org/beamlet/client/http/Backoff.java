package org.beamlet.client.http;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Pauses between tries: doubling up to a bound, spread so that many clients do not come at once.
 *
 * @param first the pause after the first failure
 * @param longest no pause is longer
 */
public record Backoff(Duration first, Duration longest) {
    private static final int MOST_DOUBLINGS = 20;

    /** {@return the pause after {@code failures} failures in a row, from 1} */
    public Duration pause(int failures) {
        long doubled = first.toMillis() << Math.min(failures - 1, MOST_DOUBLINGS);
        long bounded = Math.min(doubled, longest.toMillis());
        double spread = ThreadLocalRandom.current().nextDouble(0.5, 1.0);
        return Duration.ofMillis(Math.max(1, Math.round(bounded * spread)));
    }
}

package org.beamlet.cloud.limit;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * So many requests at once, and as many again in each window; none for as long as it likes.
 *
 * @param requests how many; 0 for no bound
 * @param window the time in which a spent allowance is whole again
 */
public record Allowance(int requests, Duration window) {
    boolean isUnbounded() {
        return requests <= 0 || window.isZero() || window.isNegative();
    }

    long windowUs() {
        return TimeUnit.MICROSECONDS.convert(window);
    }

    /** {@return after how many microseconds one more request is earned} */
    long costUs() {
        return windowUs() / requests;
    }
}

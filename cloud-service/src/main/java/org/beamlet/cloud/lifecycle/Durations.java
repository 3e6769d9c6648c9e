package org.beamlet.cloud.lifecycle;

import java.time.Duration;

/** Times in words. */
final class Durations {
    private Durations() {}

    static String words(Duration time) {
        long seconds = time.toSeconds();
        if (seconds < 120) {
            return seconds + " s";
        }
        return seconds < 7200 ? seconds / 60 + " min" : seconds / 3600 + " h";
    }
}

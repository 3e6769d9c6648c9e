package org.beamlet.client.terminal;

import java.time.Duration;
import java.util.Locale;

/** Durations as people and programs read them. */
public final class Seconds {
    private static final double MICROS = 1e6;

    private Seconds() {}

    /** {@return seconds, to the microsecond} */
    public static double of(Duration duration) {
        return Math.round(duration.toNanos() / 1e3) / MICROS;
    }

    /** {@return such as {@code 12.3 ms}, {@code 4.56 s} or {@code 2 min 05 s}} */
    public static String text(Duration duration) {
        double seconds = duration.toNanos() / 1e9;
        if (seconds < 1) {
            return String.format(Locale.ROOT, "%.1f ms", seconds * 1e3);
        }
        if (seconds < 60) {
            return String.format(Locale.ROOT, "%.2f s", seconds);
        }
        return String.format(
                Locale.ROOT, "%d min %02d s", duration.toMinutes(), duration.toSecondsPart());
    }
}

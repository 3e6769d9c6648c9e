package org.beamlet.agent.command;

/** A length of time as people say it. */
final class Span {
    private static final long MINUTE = 60;
    private static final long HOUR = 3600;
    private static final long DAY = 86_400;

    private Span() {}

    static String text(long seconds) {
        if (seconds < MINUTE) {
            return seconds + " s";
        }
        if (seconds < HOUR) {
            return "%d min %02d s".formatted(seconds / MINUTE, seconds % MINUTE);
        }
        if (seconds < DAY) {
            return "%d h %02d min".formatted(seconds / HOUR, seconds % HOUR / MINUTE);
        }
        return "%d d %d h".formatted(seconds / DAY, seconds % DAY / HOUR);
    }
}

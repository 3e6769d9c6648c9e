package org.beamlet.conformance.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** What may be struck, and how often in a minute. */
enum Strike {
    WORKER(4),
    PYTHON_WORKER(2),
    MANAGER(1.5),
    MANAGER_PAUSED(0.7),
    AGENT(1),
    AGENT_LINE(1.5),
    CLIENT_LINE(1),
    SERVICE(0.25);

    private static final double FIRST = 0.04;
    private static final double SPAN = 0.92;
    private static final double SECONDS_A_MINUTE = 60;

    private final double perMinute;

    Strike(double perMinute) {
        this.perMinute = perMinute;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** When to strike what. */
    record Planned(Duration at, Strike what) {}

    /** What was done, and when; the end is when a pause or cut was over. */
    record Done(Strike what, Instant at, Instant end, long pid) {}

    /** {@return strikes at random moments, each kind at least once} */
    static List<Planned> plan(Random random, Duration whole) {
        List<Planned> plan = new ArrayList<>();
        for (Strike what : values()) {
            double minutes = whole.toSeconds() / SECONDS_A_MINUTE;
            long times = Math.max(1, Math.round(what.perMinute * minutes));
            for (long i = 0; i < times; i++) {
                double part = FIRST + SPAN * random.nextDouble();
                plan.add(new Planned(Duration.ofMillis((long) (whole.toMillis() * part)), what));
            }
        }
        plan.sort(Comparator.comparing(Planned::at));
        return plan;
    }
}

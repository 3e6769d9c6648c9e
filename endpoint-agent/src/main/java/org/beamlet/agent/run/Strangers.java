package org.beamlet.agent.run;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** Bounds what is written of whoever is not let in: anybody who reaches the port can knock. */
final class Strangers {
    static final int MOST = 60;
    private static final long SPAN = Duration.ofMinutes(1).toNanos();

    private final LongSupplier nanos;
    private long since;
    private int told;
    private long untold;

    Strangers(LongSupplier nanos) {
        this.nanos = nanos;
        this.since = nanos.getAsLong();
    }

    /** {@return how many were left out before this one; empty where it is to be left out too} */
    synchronized OptionalLong told() {
        long now = nanos.getAsLong();
        if (now - since >= SPAN) {
            since = now;
            told = 0;
        }
        if (told >= MOST) {
            untold++;
            return OptionalLong.empty();
        }
        told++;
        long before = untold;
        untold = 0;
        return OptionalLong.of(before);
    }
}

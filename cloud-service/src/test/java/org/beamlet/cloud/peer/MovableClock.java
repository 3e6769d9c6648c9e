package org.beamlet.cloud.peer;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** The time of day, as far ahead as a test wants it. */
public final class MovableClock extends Clock {
    private final @Nullable Instant still;
    private volatile Duration ahead = Duration.ZERO;

    /** One that goes on by itself too. */
    public MovableClock() {
        this(null);
    }

    private MovableClock(@Nullable Instant still) {
        this.still = still;
    }

    /** {@return one that stands still but for what a test advances it by} */
    public static MovableClock still() {
        return new MovableClock(Instant.now());
    }

    public void advance(Duration by) {
        ahead = ahead.plus(by);
    }

    @Override
    public Instant instant() {
        return (still == null ? Instant.now() : still).plus(ahead);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}

package org.beamlet.client;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what happens in other threads, with a deadline. */
public final class Await {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private Await() {}

    public static void until(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                fail("not within %s: %s", LIMIT, what);
            }
            Thread.sleep(Duration.ofMillis(10));
        }
    }
}

package org.beamlet.cloud.peer;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.assertj.core.api.Assertions;

/** Waits for something to come true; fails with what was seen last. */
public final class Await {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final long LOOK_MS = 25;

    private Await() {}

    public static <T> T until(String what, Callable<T> look, Predicate<T> wanted) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            T seen = look.call();
            if (wanted.test(seen)) {
                return seen;
            }
            if (System.nanoTime() > end) {
                return Assertions.fail("never saw that %s; last: %s", what, seen);
            }
            Thread.sleep(LOOK_MS);
        }
    }

    public static void until(String what, Callable<Boolean> look) throws Exception {
        until(what, look, seen -> seen);
    }
}

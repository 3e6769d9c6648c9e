package org.beamlet.conformance.stack;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Waits for something that another process does. */
public final class Await {
    private Await() {}

    /** Looks ten times a second until it is so, and says what never came. */
    public static void until(Duration limit, String what, BooleanSupplier isSo)
            throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!isSo.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new BeamletException(
                        ErrorCode.INTERNAL_ERROR,
                        "after %s it is still not so that %s".formatted(limit, what),
                        "read the logs of the processes");
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }
}

package org.beamlet.worker.start;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * When a start cache is made, which costs some seconds of one processor: on a node that has few,
 * not beside tasks; on one that has many soon, so that the next block starts from it even where no
 * node is ever without tasks, or is given back at once.
 *
 * @param between two looks
 * @param idleOnly whether there must be nothing to do
 */
public record Leisure(Duration between, boolean idleOnly) {
    private static final int MANY = 8;
    private static final Duration SOON = Duration.ofSeconds(3);

    /**
     * That of the node this runs on.
     *
     * @param quiet how long there must be nothing to do, where there are few processors
     */
    public static Leisure ofThisNode(Duration quiet) {
        return of(Runtime.getRuntime().availableProcessors(), quiet);
    }

    static Leisure of(int processors, Duration quiet) {
        return processors < MANY ? new Leisure(quiet, true) : new Leisure(SOON, false);
    }

    /** {@return whether now is the time} */
    public boolean now(BooleanSupplier idle) {
        return !idleOnly || idle.getAsBoolean();
    }
}

package org.beamlet.catalog.diagnostics;

import java.util.concurrent.TimeUnit;
import org.beamlet.catalog.Progress;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** A sleep that tells how far it is and ends early if the task is cancelled. */
final class Nap {
    private static final long STEP_MILLIS = 250;

    private Nap() {}

    static void take(double seconds, Progress progress) {
        long start = System.nanoTime();
        long total = (long) (seconds * 1e9);
        long left = total;
        try {
            while (left > 0) {
                progress.at(
                        1 - left / (double) total,
                        "slept " + tenths((total - left) / 1e9) + " of " + tenths(seconds) + " s");
                TimeUnit.NANOSECONDS.sleep(
                        Math.min(left, TimeUnit.MILLISECONDS.toNanos(STEP_MILLIS)));
                left = total - (System.nanoTime() - start);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BeamletException(
                    ErrorCode.TASK_CANCELLED,
                    "stopped with %.1f of %.1f s left to sleep".formatted(left / 1e9, seconds),
                    "submit the task again if it is still wanted",
                    e);
        }
        progress.at(1, "slept " + tenths(seconds) + " s");
    }

    /** By hand: a first format takes a new worker longer than this function's first call. */
    private static String tenths(double seconds) {
        long tenths = Math.round(seconds * 10);
        return tenths / 10 + "." + tenths % 10;
    }
}

package org.beamlet.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long each leg of a task took.
 *
 * @param submit from the call until the task had an id
 * @param waiting from then until a worker began
 * @param run the function itself, by the worker's clock
 * @param back from the function's end until the result was here
 * @param total from the call until the result was here
 */
public record TaskTimings(
        Duration submit,
        Optional<Duration> waiting,
        Optional<Duration> run,
        Optional<Duration> back,
        Duration total) {

    /**
     * Divides the time between a call and its result.
     *
     * @param started when the worker began; null where nobody told
     * @param ended when the function ended; null where nobody told
     */
    public static TaskTimings of(
            Instant called,
            Instant accepted,
            @Nullable Instant started,
            @Nullable Instant ended,
            Instant returned) {
        Duration submit = between(called, accepted);
        Duration total = between(called, returned);
        if (started == null || ended == null) {
            return new TaskTimings(
                    submit, Optional.empty(), Optional.empty(), Optional.empty(), total);
        }
        return new TaskTimings(
                submit,
                Optional.of(between(accepted, started)),
                Optional.of(between(started, ended)),
                Optional.of(between(ended, returned)),
                total);
    }

    /** Clocks of two machines differ: a leg is never shorter than nothing. */
    private static Duration between(Instant from, Instant to) {
        Duration length = Duration.between(from, to);
        return length.isNegative() ? Duration.ZERO : length;
    }
}

package org.beamlet.cloud.metrics;

import io.micrometer.core.instrument.Metrics;
import java.time.Duration;

/** Counters and timers, by the names that dashboards know. Without a registry they cost nothing. */
public final class Measures {
    private Measures() {}

    /** Tasks were written and their ids will be answered. */
    public static void accepted(int tasks) {
        Metrics.counter("beamlet.tasks.accepted").increment(tasks);
    }

    /** Results were stored. */
    public static void finished(int results, Duration took) {
        Metrics.counter("beamlet.results.stored").increment(results);
        Metrics.timer("beamlet.results.store").record(took);
    }

    /** The broker has confirmed messages, of {@code tasks} or {@code results}. */
    public static void published(String what, int messages, Duration took) {
        Metrics.counter("beamlet.messages.published", "what", what).increment(messages);
        Metrics.timer("beamlet.publish", "what", what).record(took);
    }

    /** A message could not be used and was put aside. */
    public static void rejected(String queue) {
        Metrics.counter("beamlet.messages.rejected", "queue", queue).increment();
    }
}

package org.beamlet.agent.template;

import com.hubspot.jinjava.interpret.InterpretException;
import java.time.Duration;
import java.util.function.LongSupplier;

/** How much a template may do before it is given up. */
final class Budget {
    static final int STEPS = 200_000;
    static final Duration TIME = Duration.ofSeconds(10);

    private final LongSupplier nanos;
    private final long end;
    private int steps;

    Budget(LongSupplier nanos) {
        this.nanos = nanos;
        this.end = nanos.getAsLong() + TIME.toNanos();
    }

    void step() {
        steps++;
        if (over()) {
            throw new InterpretException("does too much");
        }
    }

    boolean over() {
        return steps > STEPS || nanos.getAsLong() - end > 0;
    }
}

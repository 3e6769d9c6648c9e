package org.beamlet.agent.schedule;

import java.util.function.LongSupplier;
import org.beamlet.protocol.error.ErrorCode;

/** How many tasks there were since the agent's start; guarded by the scheduler's lock. */
final class Counts {
    private static final int SECONDS = 60;

    private final LongSupplier nanos;
    private final long[] ends = new long[SECONDS];
    private final long[] seconds = new long[SECONDS];
    private long accepted;
    private long succeeded;
    private long failed;
    private long cancelled;
    private long lost;

    Counts(LongSupplier nanos) {
        this.nanos = nanos;
    }

    void accepted() {
        accepted++;
    }

    void lost() {
        lost++;
    }

    void ended(Outcome outcome) {
        if (outcome.error() == null) {
            succeeded++;
        } else if (ErrorCode.TASK_CANCELLED.name().equals(outcome.error().code())) {
            cancelled++;
        } else {
            failed++;
        }
        long second = second();
        int slot = Math.floorMod(second, SECONDS);
        if (seconds[slot] != second) {
            seconds[slot] = second;
            ends[slot] = 0;
        }
        ends[slot]++;
    }

    private long second() {
        return Math.floorDiv(nanos.getAsLong(), 1_000_000_000L);
    }

    private long inTheLastMinute() {
        long now = second();
        long sum = 0;
        for (int slot = 0; slot < SECONDS; slot++) {
            if (now - seconds[slot] < SECONDS) {
                sum += ends[slot];
            }
        }
        return sum;
    }

    TaskCounts told(int waiting, int placed, int running) {
        return new TaskCounts(
                waiting,
                placed,
                running,
                accepted,
                succeeded,
                failed,
                cancelled,
                lost,
                inTheLastMinute());
    }
}

package org.beamlet.worker.slot;

import java.time.Duration;
import java.util.List;

/** Looks now and then what the running tasks have printed. */
record OutputRounds(List<WorkerSlot> slots, TaskQueue queue) implements Runnable {
    private static final Duration PERIOD = Duration.ofMillis(300);

    /** Of one stream of one task, and of all together, in a round. */
    private static final int MOST_OF_ONE = 64 * 1024;

    private static final int MOST_OF_ALL = 1024 * 1024;

    @Override
    public void run() {
        int first = 0;
        try {
            while (!queue.closed()) {
                queue.pause(PERIOD);
                first = round(first);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Begins where the last round ended, so that each slot gets its turn; {@return the next} */
    private int round(int first) {
        int left = MOST_OF_ALL;
        for (int i = 0; i < slots.size(); i++) {
            int slot = (first + i) % slots.size();
            if (left <= 0) {
                return slot;
            }
            left -= slots.get(slot).passOutput(MOST_OF_ONE);
        }
        return first;
    }
}

package org.beamlet.client.inprocess;

import java.time.Duration;
import java.util.List;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.worker.local.SameJvmWorker;

/** Functions that go on though they were cancelled. */
final class Unheeding {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private Unheeding() {}

    static void require(SameJvmWorker threads) {
        try {
            List<String> tasks = threads.unheeding(PATIENCE);
            if (!tasks.isEmpty()) {
                throw new BeamletException(
                        ErrorCode.RESOURCE_LOCKED,
                        "cancelled, but still running in this JVM: task "
                                + String.join(", ", tasks),
                        "let the function heed interrupts, or use mode PROCESSES, where its process"
                                + " is killed");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}

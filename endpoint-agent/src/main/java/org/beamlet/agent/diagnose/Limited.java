package org.beamlet.agent.diagnose;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.beamlet.protocol.error.BeamletException;

/** A check that must not hang, whatever it waits for. */
final class Limited {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private Limited() {}

    static Finding check(String name, String remedy, Callable<Finding> check)
            throws InterruptedException {
        FutureTask<Finding> running = new FutureTask<>(check);
        Thread.ofVirtual().name("check-" + name).start(running);
        try {
            return running.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            return Finding.failed(
                    name, "no answer within %d s".formatted(LIMIT.toSeconds()), remedy);
        } catch (ExecutionException e) {
            return e.getCause() instanceof BeamletException told
                    ? Finding.failed(name, told.what(), told.remedy())
                    : Finding.failed(name, String.valueOf(e.getCause()), remedy);
        }
    }
}

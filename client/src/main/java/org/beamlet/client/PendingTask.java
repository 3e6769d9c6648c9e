package org.beamlet.client;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.beamlet.protocol.id.FunctionId;

/** A submission whose outcome is not known yet. */
final class PendingTask {
    private final FunctionId function;
    private final String payload;
    private final SubmitOptions options;
    private final TaskListener listener;
    private final Instant called = Instant.now();
    private final CompletableFuture<TaskResult> future = new CompletableFuture<>();
    private volatile Instant accepted = called;

    PendingTask(FunctionId function, String payload, SubmitOptions options, TaskListener listener) {
        this.function = function;
        this.payload = payload;
        this.options = options;
        this.listener = listener;
    }

    FunctionId function() {
        return function;
    }

    String payload() {
        return payload;
    }

    SubmitOptions options() {
        return options;
    }

    TaskListener listener() {
        return listener;
    }

    Instant called() {
        return called;
    }

    CompletableFuture<TaskResult> future() {
        return future;
    }

    Instant accepted() {
        return accepted;
    }

    void acceptedNow() {
        accepted = Instant.now();
    }
}

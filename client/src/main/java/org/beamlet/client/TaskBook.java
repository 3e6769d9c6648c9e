package org.beamlet.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.payload.Serialized;

/**
 * Who waits for which task.
 *
 * <p>Results may overtake the answer that names their task, and come more than once: early ones are
 * kept while a submission is under way, and whatever nobody waits for is dropped.
 */
final class TaskBook {
    private final Map<TaskId, PendingTask> waiting = new HashMap<>();
    private final Map<TaskId, Outcome> early = new HashMap<>();
    private final Set<PendingTask> unnamed = new HashSet<>();
    private final Executor completer;
    private final UnaryOperator<String> texts;

    /**
     * Opens an empty book.
     *
     * @param completer completes futures, so that what hangs on them cannot hold up the stream
     * @param texts gives the buffer for which a reference may stand
     */
    TaskBook(Executor completer, UnaryOperator<String> texts) {
        this.completer = completer;
        this.texts = texts;
    }

    /** Notes tasks whose ids are about to be known. */
    synchronized void submitting(List<PendingTask> tasks) {
        unnamed.addAll(tasks);
    }

    void named(PendingTask pending, TaskId task) {
        Outcome outcome;
        synchronized (this) {
            unnamed.remove(pending);
            outcome = early.remove(task);
            if (outcome == null) {
                waiting.put(task, pending);
            }
            forgetEarlyOnes();
        }
        pending.listener().submitted(task);
        if (outcome != null) {
            complete(pending, outcome);
        }
    }

    /** Ends tasks that never got an id. */
    void refused(List<PendingTask> tasks, BeamletException why) {
        synchronized (this) {
            tasks.forEach(unnamed::remove);
            forgetEarlyOnes();
        }
        tasks.forEach(task -> fail(task, why));
    }

    private void forgetEarlyOnes() {
        if (unnamed.isEmpty()) {
            early.clear();
        }
    }

    void settle(Outcome outcome) {
        PendingTask pending;
        synchronized (this) {
            pending = waiting.remove(outcome.task());
            if (pending == null && !unnamed.isEmpty()) {
                early.putIfAbsent(outcome.task(), outcome);
            }
        }
        if (pending != null) {
            complete(pending, outcome);
        }
    }

    synchronized List<TaskId> open() {
        // A cancelled future waits for nothing; its result is dropped as a repeat would be.
        waiting.values().removeIf(pending -> pending.future().isDone());
        return List.copyOf(waiting.keySet());
    }

    void failAll(BeamletException why) {
        List<PendingTask> all;
        synchronized (this) {
            all = new ArrayList<>(waiting.values());
            waiting.clear();
        }
        all.forEach(pending -> fail(pending, why));
    }

    private void fail(PendingTask pending, BeamletException why) {
        completer.execute(() -> pending.future().completeExceptionally(why));
    }

    private void complete(PendingTask pending, Outcome outcome) {
        if (pending.future().isDone()) {
            return;
        }
        Instant returned = Instant.now();
        completer.execute(() -> conclude(pending, outcome, returned));
    }

    private void conclude(PendingTask pending, Outcome outcome, Instant returned) {
        try {
            pending.future().complete(result(pending, outcome, returned));
        } catch (RuntimeException e) {
            pending.future().completeExceptionally(e);
        }
    }

    private TaskResult result(PendingTask pending, Outcome outcome, Instant returned) {
        String buffer = outcome.result();
        if (buffer == null) {
            throw TaskFailedException.of(
                    outcome.task(), outcome.code(), outcome.userMessage(), outcome.trace());
        }
        JsonNode value = Serialized.parse(texts.apply(buffer)).asJson();
        TaskTimings timings =
                TaskTimings.of(
                        pending.called(),
                        pending.accepted(),
                        outcome.started(),
                        outcome.ended(),
                        returned);
        return new TaskResult(outcome.task(), value, timings);
    }
}

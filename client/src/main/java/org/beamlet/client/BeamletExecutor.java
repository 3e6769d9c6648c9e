package org.beamlet.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.beamlet.client.stream.AmqpResultStream;
import org.beamlet.client.stream.ResultStreams;
import org.beamlet.client.stream.StreamKeeper;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.error.ErrorKind;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.TaskGroupId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.id.UuidText;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.MessageCodec;
import org.beamlet.protocol.payload.ResultReference;
import org.beamlet.protocol.rest.SubmitRequest;
import org.beamlet.protocol.rest.SubmitResponse;
import org.beamlet.protocol.task.TaskTerms;
import org.jspecify.annotations.Nullable;

/**
 * Runs functions on one endpoint; results arrive by themselves over the stream of its task group.
 *
 * <p>Submissions made close together share a call. A lost stream is opened again with fresh
 * credentials, and the service is then asked once for tasks still open. Each future is done once.
 */
public final class BeamletExecutor implements FunctionRunner {
    private static final System.Logger LOG = System.getLogger(BeamletExecutor.class.getName());

    /** Results that Java can read, whatever the language of the function. */
    public static final List<String> JSON_RESULTS =
            List.of("globus_compute_sdk.serialize.concretes.JSONData", ResultReference.WANTED);

    private final BeamletClient client;
    private final EndpointId endpoint;
    private final ExecutorService completer = Executors.newVirtualThreadPerTaskExecutor();
    private final TaskBook book;
    private final Set<PendingTask> open = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Map<String, FunctionId> names = new ConcurrentHashMap<>();
    private final SubmissionQueue queue = new SubmissionQueue(this::send);
    private final StreamKeeper keeper;
    private volatile @Nullable TaskGroupId group;

    /**
     * Opens an executor; nothing is sent yet.
     *
     * @param client stays the caller's to close, after the executor
     */
    public BeamletExecutor(BeamletClient client, EndpointId endpoint) {
        this(client, endpoint, AmqpResultStream.through(client.connections()));
    }

    BeamletExecutor(BeamletClient client, EndpointId endpoint, ResultStreams streams) {
        this.client = client;
        this.endpoint = endpoint;
        this.book = new TaskBook(completer, client::resultText);
        this.keeper = new StreamKeeper(client::streamAddress, streams, new Events());
    }

    @Override
    public CompletableFuture<TaskResult> submit(
            FunctionId function, JsonNode arguments, SubmitOptions options, TaskListener listener) {
        if (closed.get()) {
            throw new BeamletException(
                    ErrorCode.TASK_CANCELLED,
                    "the executor is closed",
                    "submit before closing it, or open another");
        }
        PendingTask pending =
                new PendingTask(function, BeamletClient.payload(arguments), options, listener);
        CompletableFuture<TaskResult> future = pending.future();
        open.add(pending);
        CompletableFuture<TaskResult> _ = future.whenComplete((_, _) -> open.remove(pending));
        queue.add(pending);
        return future;
    }

    /** {@inheritDoc} The service is asked once for each name. */
    @Override
    public FunctionId resolve(String function) {
        return UuidText.isUuid(function)
                ? FunctionId.parse(function)
                : names.computeIfAbsent(function, name -> client.resolve(name).id());
    }

    @Override
    public boolean cancel(TaskId task) {
        return client.cancel(task);
    }

    @Override
    public TaskLog log(TaskId task, String stream, long from) {
        return client.log(task, stream, from);
    }

    /** Sends batches until all are through; runs on the queue's one thread. */
    private void send(List<PendingTask> first) {
        Deque<List<PendingTask>> batches =
                new ArrayDeque<>(
                        first.stream()
                                .collect(
                                        Collectors.groupingBy(
                                                PendingTask::options,
                                                LinkedHashMap::new,
                                                Collectors.toList()))
                                .values());
        while (!batches.isEmpty()) {
            List<PendingTask> batch = batches.remove();
            book.submitting(batch);
            Map<FunctionId, List<PendingTask>> byFunction =
                    batch.stream()
                            .collect(
                                    Collectors.groupingBy(
                                            PendingTask::function,
                                            LinkedHashMap::new,
                                            Collectors.toList()));
            try {
                name(
                        byFunction,
                        client.submit(endpoint, request(byFunction, batch.getFirst().options())));
            } catch (BeamletException e) {
                if (e.kind() == ErrorKind.USER && byFunction.size() > 1) {
                    // A refused function must not take down those that share its call.
                    batches.addAll(byFunction.values());
                } else {
                    book.refused(batch, e);
                }
            } catch (RuntimeException e) {
                book.refused(batch, unexpected(e));
            }
        }
    }

    private static BeamletException unexpected(RuntimeException fault) {
        return new BeamletException(
                ErrorCode.INTERNAL_ERROR,
                "the submission failed: " + fault,
                "report this with the trace",
                fault);
    }

    private SubmitRequest request(
            Map<FunctionId, List<PendingTask>> byFunction, SubmitOptions options) {
        Map<String, List<String>> payloads = new LinkedHashMap<>();
        byFunction.forEach((function, tasks) ->
                payloads.put(
                        function.toString(), tasks.stream().map(PendingTask::payload).toList()));
        TaskGroupId known = group;
        TaskTerms terms = options.terms();
        return new SubmitRequest(
                payloads,
                true,
                known == null ? null : known.toString(),
                null,
                null,
                null,
                JSON_RESULTS,
                terms == null ? null : Json.mapper().valueToTree(terms));
    }

    private void name(Map<FunctionId, List<PendingTask>> byFunction, SubmitResponse answer) {
        TaskGroupId named = TaskGroupId.parse(answer.taskGroupId());
        group = named;
        byFunction.forEach((function, tasks) -> {
            List<String> ids = answer.tasks().getOrDefault(function.toString(), List.of());
            if (ids.size() != tasks.size()) {
                book.refused(tasks, BeamletClient.miscounted(tasks.size(), ids.size()));
                return;
            }
            for (int i = 0; i < ids.size(); i++) {
                tasks.get(i).acceptedNow();
                book.named(tasks.get(i), TaskId.parse(ids.get(i)));
            }
        });
        keeper.open(named);
    }

    /** Waits until every future is done, then closes; interrupted, cancels what is left. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        CompletableFuture<?>[] left =
                open.stream().map(PendingTask::future).toArray(CompletableFuture<?>[]::new);
        try {
            Void _ = CompletableFuture.allOf(left).get();
        } catch (ExecutionException | CancellationException _) {
            // Told to whoever holds the future.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        letGo();
    }

    /** {@inheritDoc} The tasks themselves go on. */
    @Override
    public void closeNow() {
        closed.set(true);
        letGo();
    }

    private void letGo() {
        queue.close();
        keeper.close();
        open.forEach(pending -> pending.future().cancel(false));
        completer.shutdown();
    }

    /** What the stream brings. */
    private final class Events implements StreamKeeper.Events {
        @Override
        public void received(byte[] body) {
            try {
                if (MessageCodec.decode(body) instanceof Message.Result result) {
                    book.settle(Outcome.of(result));
                }
            } catch (BeamletException e) {
                // Sent again it would be no better: it is acknowledged, and said aloud once.
                LOG.log(System.Logger.Level.WARNING, "dropped a message of the stream", e);
            }
        }

        @Override
        public void reopened() {
            client.batchStatus(book.open())
                    .forEach(
                            (task, document) -> Outcome.of(task, document).ifPresent(book::settle));
        }

        @Override
        public boolean needed() {
            return !open.isEmpty();
        }

        @Override
        public void gaveUp(BeamletException why) {
            book.failAll(
                    new BeamletException(
                            why.code(),
                            "the results cannot be heard of: " + why.what(),
                            why.remedy() + "; the tasks go on, see `beamlet task show ID`",
                            why));
        }
    }
}

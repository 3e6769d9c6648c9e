package org.beamlet.client.inprocess;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.beamlet.catalog.Catalog;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.FunctionRunner;
import org.beamlet.client.SubmitOptions;
import org.beamlet.client.TaskFailedException;
import org.beamlet.client.TaskListener;
import org.beamlet.client.TaskLog;
import org.beamlet.client.TaskResult;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.worker.local.LocalRunner;
import org.beamlet.worker.local.LocalWorkers;
import org.beamlet.worker.local.SameJvmWorker;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint on this machine: no service, no network, the same results, errors and limits. For
 * tests, and for work without a connection.
 */
public final class InProcessEndpoint implements FunctionRunner {
    /** The service takes no larger submission. */
    private static final int LARGEST_PAYLOAD = 10 * 1024 * 1024;

    private static final int FAILURES_KEPT = 20;

    private final InProcessSettings settings;
    private final WorkFolder folder;
    private final LocalFunctions functions;
    private final LocalRunner runner;
    private final TaskOutputs outputs = new TaskOutputs();
    private final ExecutorService completer = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("in-process-timer").factory());
    private final Surroundings around;
    private final Map<TaskId, LocalTask> open = new ConcurrentHashMap<>();
    private final Deque<FailedTask> failures = new ArrayDeque<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Opens an endpoint with one thread of this JVM, which runs one task at a time in the order of
     * submission. What they print is printed here.
     */
    public InProcessEndpoint(Catalog catalog) {
        this(catalog, 1);
    }

    /**
     * Opens such an endpoint.
     *
     * @param slots how many tasks run at once
     */
    public InProcessEndpoint(Catalog catalog, int slots) {
        this(
                new InProcessSettings(
                        Mode.THREADS,
                        slots,
                        catalog,
                        Map.of(),
                        Optional.empty(),
                        Optional.empty(),
                        OptionalInt.empty(),
                        true,
                        false,
                        List.of()));
    }

    InProcessEndpoint(InProcessSettings settings) {
        this.settings = settings;
        this.folder = WorkFolder.of(settings.workDir());
        this.functions = new LocalFunctions(settings.catalog(), folder.path());
        this.runner =
                switch (settings.mode()) {
                    case THREADS ->
                            new SameJvmWorker(functions, settings.slots(), settings.takeOutput());
                    case PROCESSES ->
                            LocalWorkers.startBriefly(
                                    settings.slots(), folder.path(), settings.javaOptions());
                };
        this.around = new Surroundings(settings, runner, outputs, completer, timer);
    }

    /** {@return what opens an endpoint with threads of this JVM} */
    public static InProcessBuilder threads() {
        return in(Mode.THREADS);
    }

    /** {@return what opens an endpoint with worker processes} */
    public static InProcessBuilder processes() {
        return in(Mode.PROCESSES);
    }

    public static InProcessBuilder in(Mode mode) {
        return new InProcessBuilder(mode);
    }

    /**
     * Makes Java code of this program a function, in threads only. Arguments and results go through
     * JSON text, so that what cannot travel fails here too.
     *
     * @param name such as {@code peaks.find}
     * @param arguments whose fields are the keyword arguments: a record, or a map
     */
    public <A, R extends @Nullable Object> FunctionId java(
            String name, Class<A> arguments, JavaFunction<A, R> body) {
        return javaWithProgress(name, arguments, (given, _) -> body.run(given));
    }

    /** The same for code that tells how far it is. */
    public <A, R extends @Nullable Object> FunctionId javaWithProgress(
            String name, Class<A> arguments, JavaFunction.Told<A, R> body) {
        require(Mode.THREADS, "Java code of this program cannot be sent to another process");
        return functions.java(name, arguments, body);
    }

    /**
     * Makes source text a function, in processes only; it runs in the machine's {@code python3}, or
     * the one that {@code BEAMLET_PYTHON} names.
     *
     * @param name of a function that the source defines
     */
    public FunctionId python(String name, String source) {
        require(Mode.PROCESSES, "Python functions run in worker processes");
        return functions.python(name, source);
    }

    private void require(Mode mode, String why) {
        if (settings.mode() != mode) {
            throw new BeamletException(
                    ErrorCode.FUNCTION_NOT_ALLOWED,
                    "%s, and this endpoint has %s".formatted(why, words(settings.mode())),
                    "open it with InProcessEndpoint.%s()".formatted(words(mode)));
        }
    }

    private static String words(Mode mode) {
        return mode == Mode.THREADS ? "threads" : "processes";
    }

    /** {@inheritDoc} Tasks begin in the order of submission, whatever their priorities. */
    @Override
    public CompletableFuture<TaskResult> submit(
            FunctionId function, JsonNode arguments, SubmitOptions options, TaskListener listener) {
        if (closed.get()) {
            throw new BeamletException(
                    ErrorCode.TASK_CANCELLED,
                    "the endpoint is closed",
                    "submit before closing it, or open another");
        }
        LocalTask task;
        try {
            String payload = BeamletClient.payload(arguments);
            requireSize(payload);
            task =
                    new LocalTask(
                            functions.find(function),
                            payload,
                            options,
                            listener,
                            around,
                            this::failed);
        } catch (BeamletException e) {
            return CompletableFuture.failedFuture(e);
        }
        open.put(task.id(), task);
        CompletableFuture<TaskResult> _ =
                task.future().whenComplete((_, _) -> open.remove(task.id()));
        task.begin();
        return task.future();
    }

    private static void requireSize(String payload) {
        int bytes = payload.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > LARGEST_PAYLOAD) {
            throw new BeamletException(
                    ErrorCode.TASK_PAYLOAD_TOO_LARGE,
                    "the submission holds %d bytes of payload".formatted(bytes),
                    "submit at most %d bytes at a time, and pass large data by path"
                            .formatted(LARGEST_PAYLOAD));
        }
    }

    private void failed(LocalTask task, TaskFailedException why) {
        FailedTask failure =
                new FailedTask(
                        task.id(),
                        task.functionName(),
                        why,
                        outputs.text(task.id(), "stdout"),
                        outputs.text(task.id(), "stderr"));
        synchronized (failures) {
            failures.add(failure);
            if (failures.size() > FAILURES_KEPT) {
                failures.remove();
            }
        }
    }

    @Override
    public FunctionId resolve(String function) {
        return functions.resolve(function);
    }

    @Override
    public boolean cancel(TaskId task) {
        return Optional.ofNullable(open.get(task)).filter(LocalTask::cancel).isPresent();
    }

    /** Cancels all tasks that are not over. */
    public void cancelAll() {
        List.copyOf(open.keySet()).forEach(this::cancel);
    }

    @Override
    public TaskLog log(TaskId task, String stream, long from) {
        return outputs.log(task, stream, from);
    }

    /** {@return the tasks that failed, the last of them, with what they printed} */
    public List<FailedTask> failures() {
        synchronized (failures) {
            return List.copyOf(failures);
        }
    }

    public Map<String, Path> dataRoots() {
        return settings.dataRoots();
    }

    /**
     * {@inheritDoc}
     *
     * @throws BeamletException with code RESOURCE_LOCKED where a function that was cancelled still
     *     runs: a thread cannot be killed
     */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        CompletableFuture<?>[] left =
                open.values().stream().map(LocalTask::future).toArray(CompletableFuture<?>[]::new);
        try {
            Void _ = CompletableFuture.allOf(left).get();
        } catch (ExecutionException | CancellationException _) {
            // Told to whoever holds the future.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        letGo();
        if (runner instanceof SameJvmWorker threads) {
            Unheeding.require(threads);
        }
        folder.removeOwn();
    }

    @Override
    public void closeNow() {
        closed.set(true);
        open.values().forEach(task -> task.future().cancel(false));
        letGo();
        folder.tryToRemoveOwn();
    }

    private void letGo() {
        List.copyOf(open.values()).forEach(task -> task.future().cancel(false));
        runner.close();
        timer.shutdownNow();
        completer.shutdown();
    }
}

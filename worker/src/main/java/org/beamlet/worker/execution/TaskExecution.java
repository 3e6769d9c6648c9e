package org.beamlet.worker.execution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.beamlet.catalog.Catalog;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.catalog.FunctionCall;
import org.beamlet.catalog.PathBook;
import org.beamlet.catalog.Progress;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.payload.ResultReference;
import org.beamlet.worker.data.DataArguments;
import org.beamlet.worker.data.DataRoots;
import org.beamlet.worker.task.EpochNanos;
import org.beamlet.worker.task.TaskOutcome;
import org.beamlet.worker.task.WorkerTask;
import org.beamlet.worker.userfunction.UserFunctions;
import org.jspecify.annotations.Nullable;

/**
 * Runs functions of the catalog and Java functions of users, in the calling thread. Whatever a
 * function throws is an outcome.
 */
public final class TaskExecution {
    /** The wire's limit, in characters of the serialized result. */
    static final int MAX_RESULT = 10 * 1024 * 1024;

    private static final DataRoots NO_ROOTS = new DataRoots(Map.of());

    private final Catalog catalog;
    private final @Nullable LargeResults large;
    private final UserFunctions userFunctions = new UserFunctions();
    private final OtherBundles bundles = new OtherBundles();

    public TaskExecution(Catalog catalog) {
        this(catalog, null);
    }

    /**
     * Makes one.
     *
     * @param folder where results go that are too large for a message, if their callers take
     *     references; null where nobody would send them on
     */
    public TaskExecution(Catalog catalog, @Nullable Path folder) {
        this.catalog = catalog;
        this.large = folder == null ? null : new LargeResults(folder);
    }

    /** Runs a task; {@code progress} is told at most a few times a second. */
    public TaskOutcome.Finished run(WorkerTask task, Progress progress) {
        PathBook book = new PathBook();
        TaskOutcome.Finished outcome = run(task, progress, book);
        return task.terms().tellsPaths() ? outcome.touching(book.paths()) : outcome;
    }

    private TaskOutcome.Finished run(WorkerTask task, Progress progress, PathBook book) {
        long started = EpochNanos.now();
        try (ThrottledProgress throttled = new ThrottledProgress(progress)) {
            String result = result(task, throttled, book);
            int characters = result.codePointCount(0, result.length());
            if (characters <= MAX_RESULT) {
                return new TaskOutcome.Succeeded(started, EpochNanos.now(), result);
            }
            LargeResults aside = large;
            return aside != null && task.resultSerializers().contains(ResultReference.WANTED)
                    ? new TaskOutcome.Succeeded(
                            started, EpochNanos.now(), aside.putAside(task, result))
                    : Failures.tooLarge(started, characters, MAX_RESULT);
        } catch (Throwable thrown) {
            // Errors too: a function's stack overflow or missing class is its own, not the
            // worker's.
            return Failures.of(started, thrown);
        }
    }

    private String result(WorkerTask task, Progress progress, PathBook book) throws Throwable {
        // Of a task that came through a node manager none is left; elsewhere there are no roots.
        String buffer = DataArguments.resolved(task.taskBuffer(), NO_ROOTS);
        Optional<UserFunctions.Call> own = UserCall.of(task, buffer, progress);
        boolean confined = task.terms().confined() != null;
        if (own.isPresent()) {
            requireFree(confined);
            return ResultBuffer.of(userFunctions.call(own.get()), task.resultSerializers());
        }
        Invocation invocation = Invocation.parse(buffer);
        FunctionCall call =
                new FunctionCall(invocation.arguments(), task.taskId(), task.attempt(), progress);
        FunctionCode wanted = invocation.function();
        Optional<CatalogFunction> here = catalog.find(wanted.name(), wanted.version());
        Path bundle = task.jar();
        requireFree(confined && here.isEmpty());
        ObjectNode result =
                here.isPresent() || bundle == null
                        ? Catalog.call(
                                here.orElseThrow(() -> notFound(wanted)), call, task.terms(), book)
                        : bundles.call(bundle, wanted, call, task.terms(), book);
        return ResultBuffer.of(result, task.resultSerializers());
    }

    /** Code that the site has not installed reads and writes whatever it likes. */
    private static void requireFree(boolean confined) {
        if (confined) {
            throw new BeamletException(
                    ErrorCode.FUNCTION_NOT_ALLOWED,
                    "this endpoint keeps projects apart, and runs nothing that it has not installed",
                    "use a function of its catalog");
        }
    }

    private BeamletException notFound(FunctionCode wanted) {
        String versions =
                catalog.functions().stream()
                        .filter(function -> function.name().equals(wanted.name()))
                        .map(CatalogFunction::version)
                        .collect(Collectors.joining(", "));
        return new BeamletException(
                ErrorCode.FUNCTION_NOT_FOUND,
                "this worker has no %s %s".formatted(wanted.name(), wanted.version()),
                versions.isEmpty()
                        ? "have an operator publish its release with the service (`beamlet function"
                                + " register --all`), or see `beamlet function list`"
                        : "use a version that is there (%s), or have an operator publish this one's release with the service: `beamlet function register --all`"
                                .formatted(versions));
    }
}

package org.beamlet.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.TaskId;

/**
 * Runs functions: on an endpoint far away ({@link BeamletExecutor}), or on this machine ({@link
 * org.beamlet.client.inprocess.InProcessEndpoint}). Code that is given one of these can be tested
 * without a service.
 */
public interface FunctionRunner extends AutoCloseable {
    /**
     * Submits a call.
     *
     * @param arguments keyword arguments, an object
     * @param options what else is asked for it
     * @return completes with the result, or exceptionally with {@link TaskFailedException} where
     *     the function failed, and another {@link BeamletException} where the task did not get
     *     through
     */
    CompletableFuture<TaskResult> submit(
            FunctionId function, JsonNode arguments, SubmitOptions options, TaskListener listener);

    /** Submits a call for which nothing else is asked. */
    default CompletableFuture<TaskResult> submit(
            FunctionId function, JsonNode arguments, TaskListener listener) {
        return submit(function, arguments, SubmitOptions.NONE, listener);
    }

    default CompletableFuture<TaskResult> submit(FunctionId function, JsonNode arguments) {
        return submit(function, arguments, TaskListener.NONE);
    }

    default CompletableFuture<TaskResult> submit(FunctionId function, Map<String, ?> arguments) {
        return submit(function, TypedData.arguments(arguments), TaskListener.NONE);
    }

    /** Submits a call of the function that {@link #resolve} finds. */
    default CompletableFuture<TaskResult> submit(String function, Map<String, ?> arguments) {
        JsonNode object = TypedData.arguments(arguments);
        FunctionId found;
        try {
            found = resolve(function);
        } catch (BeamletException e) {
            return CompletableFuture.failedFuture(e);
        }
        return submit(found, object, TaskListener.NONE);
    }

    /**
     * Submits a call with arguments and result of the caller's own types.
     *
     * @param arguments a record, or whatever else is an object in JSON
     * @param result read from the JSON of what the function returned
     * @return also completes with a {@link BeamletException} where the result is of another shape
     */
    default <R> CompletableFuture<R> submit(
            FunctionId function, Object arguments, Class<R> result) {
        return submit(function, TypedData.arguments(arguments), TaskListener.NONE)
                .thenApply(returned -> TypedData.result(returned, result));
    }

    /** Submits such a call of the function that {@link #resolve} finds. */
    default <R> CompletableFuture<R> submit(String function, Object arguments, Class<R> result) {
        FunctionId found;
        try {
            found = resolve(function);
        } catch (BeamletException e) {
            return CompletableFuture.failedFuture(e);
        }
        return submit(found, arguments, result);
    }

    /**
     * {@return the function that a name stands for, for as long as this is open}
     *
     * @param function UUID, {@code NAME}, {@code NAME@1.2.0} or {@code NAME@^1.2}
     * @throws BeamletException with code FUNCTION_NOT_FOUND
     */
    FunctionId resolve(String function);

    /** Cancels a task, also while it runs; {@return whether it was not over yet} */
    boolean cancel(TaskId task);

    /**
     * {@return what a task printed to a stream}
     *
     * @param stream stdout or stderr
     * @param from the {@code next} of the last part that the caller has; 0 for the beginning
     */
    TaskLog log(TaskId task, String stream, long from);

    /** Waits until every future is done, then lets go of everything. */
    @Override
    void close();

    /** Cancels every future that is not done and closes. */
    void closeNow();
}

package org.beamlet.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.json.Json;

/** Runs functions: an endpoint far away, or this JVM. */
public interface FunctionRunner extends AutoCloseable {
    /**
     * Submits a call.
     *
     * @param arguments keyword arguments, an object
     * @return completes with the result, or exceptionally with {@link TaskFailedException} where
     *     the function failed, and another {@link org.beamlet.protocol.error.BeamletException}
     *     where the task did not get through
     */
    CompletableFuture<TaskResult> submit(
            FunctionId function, JsonNode arguments, TaskListener listener);

    default CompletableFuture<TaskResult> submit(FunctionId function, JsonNode arguments) {
        return submit(function, arguments, TaskListener.NONE);
    }

    default CompletableFuture<TaskResult> submit(FunctionId function, Map<String, ?> arguments) {
        JsonNode object = Json.MAPPER.valueToTree(arguments);
        return submit(function, object, TaskListener.NONE);
    }

    /** Waits until every future is done, then lets go of everything. */
    @Override
    void close();
}

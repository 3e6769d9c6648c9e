package org.beamlet.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.beamlet.client.TaskFailedException;
import org.beamlet.client.TaskListener;
import org.beamlet.client.TaskLog;
import org.beamlet.client.TaskResult;
import org.beamlet.client.inprocess.InProcessEndpoint;
import org.beamlet.client.inprocess.Mode;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only processes can show; one worker serves all tests but one. */
@WithEndpoint(mode = Mode.PROCESSES, lifetime = WithEndpoint.Lifetime.CLASS, timeoutSeconds = 120)
class ProcessEndpointIT {
    @TempDir
    @DataRoot("raw")
    static Path folder;

    static FunctionId measure;

    @BeforeAll
    static void define(InProcessEndpoint endpoint) {
        measure =
                endpoint.python(
                        "measure",
                        """
                        def measure(file, scale=1):
                            import os
                            print("measures", os.path.basename(file))
                            return {"path": file, "part": 1 / scale}
                        """);
    }

    private static TaskFailedException failure(CompletableFuture<TaskResult> future)
            throws Exception {
        try {
            TaskResult result = future.get(3, TimeUnit.MINUTES);
            throw new AssertionError("it returned " + result.value());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TaskFailedException failure) {
                return failure;
            }
            throw e;
        }
    }

    @Test
    void aPythonFunctionRunsOnDataRootsAndItsOutputIsKept(InProcessEndpoint endpoint)
            throws Exception {
        TaskResult result =
                endpoint.submit("measure", Map.of("file", "data://raw/a.h5", "scale", 4))
                        .get(3, TimeUnit.MINUTES);

        assertThat(result.value().path("path").asText())
                .isEqualTo(folder.toRealPath().resolve("a.h5").toString());
        assertThat(result.value().path("part").asDouble()).isEqualTo(0.25);
        TaskLog log = endpoint.log(result.taskId(), "stdout", 0);
        assertThat(log.ended()).isTrue();
        assertThat(log.output())
                .singleElement()
                .satisfies(part -> assertThat(part.text()).isEqualTo("measures a.h5\n"));
    }

    @Test
    void aPythonErrorIsToldAsItsClientTellsIt(InProcessEndpoint endpoint) throws Exception {
        TaskFailedException failure =
                failure(endpoint.submit(measure, Map.of("file", "a.h5", "scale", 0)));

        assertThat(failure.wireCode()).isEqualTo("RemoteExecutionError");
        assertThat(failure.what()).contains("ZeroDivisionError");
        assertThat(endpoint.failures())
                .anySatisfy(task -> {
                    assertThat(task.task()).isEqualTo(failure.taskId());
                    assertThat(task.stdout()).contains("measures a.h5");
                });
    }

    @Test
    void aTaskThatRunsIsCancelledWithItsProcess(InProcessEndpoint endpoint) throws Exception {
        BlockingQueue<TaskId> started = new LinkedBlockingQueue<>();
        CompletableFuture<TaskResult> future =
                endpoint.submit(
                        endpoint.resolve("diagnostics.sleep"),
                        Json.NODES.objectNode().put("seconds", 600),
                        new TaskListener() {
                            @Override
                            public void started(TaskId task) {
                                started.add(task);
                            }
                        });

        TaskId task = started.poll(3, TimeUnit.MINUTES);
        assertThat(task).isNotNull();
        assertThat(endpoint.cancel(task)).isTrue();
        assertThat(failure(future).code()).isEqualTo(ErrorCode.TASK_CANCELLED);
        assertThat(endpoint.cancel(task)).isFalse();
    }

    @Test
    void aFunctionThatEndsItsProcessIsPlacedAgainIfItMay() throws Exception {
        try (InProcessEndpoint endpoint = InProcessEndpoint.processes().retries(1).open()) {
            assertThat(
                            endpoint.submit("test.exits", Map.of("survives", 2))
                                    .get(3, TimeUnit.MINUTES)
                                    .value()
                                    .path("attempt")
                                    .asInt())
                    .isEqualTo(2);

            TaskFailedException failure =
                    failure(endpoint.submit("test.exits", Map.of("survives", 9)));
            assertThat(failure.code()).isEqualTo(ErrorCode.TASK_LOST);
            assertThat(failure.what()).contains("2 times").contains("exited with status 7");
        }
    }

    @Test
    void codeOfThisProgramIsRefused(InProcessEndpoint endpoint) {
        assertThatThrownBy(() -> endpoint.java("x", Map.class, _ -> 1))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.FUNCTION_NOT_ALLOWED))
                .hasMessageContaining("another process");
    }
}

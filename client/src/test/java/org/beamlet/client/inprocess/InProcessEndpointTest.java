package org.beamlet.client.inprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.beamlet.catalog.Catalog;
import org.beamlet.catalog.diagnostics.Noop;
import org.beamlet.client.TaskFailedException;
import org.beamlet.client.TaskListener;
import org.beamlet.client.TaskResult;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.Test;

class InProcessEndpointTest {
    private final Noop noop = new Noop();

    @Test
    void aFunctionRunsAndItsListenerHearsOfIt() throws Exception {
        BlockingQueue<TaskId> heard = new LinkedBlockingQueue<>();
        TaskListener listener =
                new TaskListener() {
                    @Override
                    public void submitted(TaskId task) {
                        heard.add(task);
                    }

                    @Override
                    public void started(TaskId task) {
                        heard.add(task);
                    }
                };
        try (InProcessEndpoint endpoint = new InProcessEndpoint(new Catalog(List.of(noop)))) {
            TaskResult result =
                    endpoint.submit(noop.id(), Json.NODES.objectNode().put("echo", 7), listener)
                            .get(2, TimeUnit.MINUTES);

            assertThat(result.value().path("echo").asInt()).isEqualTo(7);
            assertThat(result.timings().run()).isPresent();
            assertThat(heard).containsExactly(result.taskId(), result.taskId());
        }
    }

    @Test
    void argumentsThatDoNotFitFailTheTaskWithTheirCode() {
        try (InProcessEndpoint endpoint = new InProcessEndpoint(new Catalog(List.of(noop)))) {
            assertThatThrownBy(() ->
                            endpoint.submit(noop.id(), Map.of("no", 1)).get(2, TimeUnit.MINUTES))
                    .cause()
                    .isInstanceOfSatisfying(
                            TaskFailedException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.ARGUMENTS_INVALID));
        }
    }

    @Test
    void aFunctionThatIsNotInTheCatalogIsRefused() {
        FunctionId unknown = FunctionId.random();
        try (InProcessEndpoint endpoint = new InProcessEndpoint(new Catalog(List.of(noop)))) {
            assertThatThrownBy(() -> endpoint.submit(unknown, Map.of()).get(2, TimeUnit.MINUTES))
                    .cause()
                    .isInstanceOfSatisfying(
                            BeamletException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.FUNCTION_NOT_FOUND))
                    .hasMessageContaining(unknown.toString());
        }
    }

    @Test
    void closingWaitsForWhatRuns() {
        InProcessEndpoint endpoint = new InProcessEndpoint(new Catalog(List.of(noop)), 2);
        var futures =
                List.of(
                        endpoint.submit(noop.id(), Map.of("echo", 1)),
                        endpoint.submit(noop.id(), Map.of("echo", 2)),
                        endpoint.submit(noop.id(), Map.of("echo", 3)));
        endpoint.close();

        assertThat(futures).allSatisfy(future -> assertThat(future).isCompleted());
    }
}

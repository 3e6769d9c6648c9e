package org.beamlet.client.inprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.beamlet.client.TaskFailedException;
import org.beamlet.client.TaskListener;
import org.beamlet.client.TaskResult;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Java code of this program as functions. */
class OwnFunctionsTest {
    private final InProcessEndpoint endpoint = InProcessEndpoint.threads().open();

    @AfterEach
    void close() {
        endpoint.close();
    }

    record Region(String name, int from, int to) {}

    record Sum(String name, long pixels, List<Double> corners) {}

    static Sum sum(Region region) {
        return new Sum(region.name(), region.to() - region.from(), List.of(0.5, Double.NaN));
    }

    static TaskFailedException failure(CompletableFuture<?> future) throws Exception {
        try {
            throw new AssertionError("it returned " + future.get(2, TimeUnit.MINUTES));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TaskFailedException failure) {
                return failure;
            }
            throw e;
        }
    }

    @Test
    void aMethodRunsOnArgumentsAndResultsThatWentThroughJson() throws Exception {
        Region region = new Region("q1", 3, 10);
        FunctionId id = endpoint.java("roi.sum", Region.class, OwnFunctionsTest::sum);

        Sum byId = endpoint.submit(id, region, Sum.class).get(2, TimeUnit.MINUTES);
        Sum byName = endpoint.submit("roi.sum", region, Sum.class).get(2, TimeUnit.MINUTES);

        assertThat(byId).isEqualTo(new Sum("q1", 7, List.of(0.5, Double.NaN))).isEqualTo(byName);
    }

    @Test
    void argumentsThatAreNotTheFunctionsOwnFailTheTask() throws Exception {
        FunctionId id = endpoint.java("roi.sum", Region.class, OwnFunctionsTest::sum);

        TaskFailedException unknown =
                failure(endpoint.submit(id, Map.of("name", "q", "from", 1, "to", 2, "till", 3)));
        TaskFailedException missing = failure(endpoint.submit(id, Map.of("name", "q")));

        assertThat(unknown.code()).isEqualTo(ErrorCode.ARGUMENTS_INVALID);
        assertThat(unknown.what()).contains("till");
        assertThat(missing.code()).isEqualTo(ErrorCode.ARGUMENTS_INVALID);
        assertThat(missing.what()).contains("from");
    }

    @Test
    void whatJsonCannotHoldDoesNotTravel() throws Exception {
        endpoint.java("opens", Map.class, _ -> new Object() {});

        TaskFailedException failure = failure(endpoint.submit("opens", Map.of()));
        assertThat(failure.code()).isEqualTo(ErrorCode.PAYLOAD_INVALID);
        assertThat(failure.what()).contains("opens returned").contains("cannot travel");

        assertThatThrownBy(() -> endpoint.submit("opens", Map.of("now", new Object())))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.ARGUMENTS_INVALID));
        assertThatThrownBy(() -> endpoint.submit("opens", List.of(1), Integer.class))
                .hasMessageContaining("name each argument");
    }

    @Test
    void aResultOfAnotherShapeIsSaidToBe() {
        endpoint.java("roi.sum", Region.class, OwnFunctionsTest::sum);

        assertThatThrownBy(() ->
                        endpoint.submit("roi.sum", new Region("q", 1, 2), Integer.class)
                                .get(2, TimeUnit.MINUTES))
                .cause()
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.PAYLOAD_INVALID))
                .hasMessageContaining("is no Integer");
    }

    @Test
    void whatTheCodeThrowsIsToldWithItsTrace() throws Exception {
        endpoint.java(
                "fails",
                Map.class,
                _ -> {
                    throw new java.io.IOException("shutter closed");
                });

        TaskFailedException failure = failure(endpoint.submit("fails", Map.of()));

        assertThat(failure.wireCode()).isEqualTo("RemoteExecutionError");
        assertThat(failure.what()).contains("java.io.IOException: shutter closed");
        assertThat(failure.trace()).startsWith("java.io.IOException").contains("OwnFunctionsTest");
        assertThat(endpoint.failures()).extracting(FailedTask::function).containsExactly("fails");
    }

    @Test
    void nothingMayBeReturned() throws Exception {
        endpoint.java("nothing", Map.class, _ -> null);

        TaskResult result = endpoint.submit("nothing", Map.of()).get(2, TimeUnit.MINUTES);

        assertThat(result.value().isNull()).isTrue();
    }

    @Test
    void progressIsHeard() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        FunctionId id =
                endpoint.javaWithProgress(
                        "tells",
                        Map.class,
                        (_, progress) -> {
                            progress.at(0.25, "frame 1 of 4");
                            return true;
                        });
        TaskListener listener =
                new TaskListener() {
                    @Override
                    public void progress(TaskId task, double fraction, String what) {
                        heard.add(fraction + " " + what);
                    }
                };

        var _ = endpoint.submit(id, Json.NODES.objectNode(), listener).get(2, TimeUnit.MINUTES);

        assertThat(heard).containsExactly("0.25 frame 1 of 4");
    }

    @Test
    void partialResultsAreHeard() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        FunctionId id =
                endpoint.javaWithProgress(
                        "finds",
                        Map.class,
                        (_, progress) -> {
                            progress.partial(Json.NODES.objectNode().put("peaks", 3));
                            return true;
                        });
        TaskListener listener =
                new TaskListener() {
                    @Override
                    public void partial(TaskId task, long seq, JsonNode value) {
                        heard.add(seq + " " + value);
                    }
                };

        var _ = endpoint.submit(id, Json.NODES.objectNode(), listener).get(2, TimeUnit.MINUTES);

        assertThat(heard).containsExactly("1 {\"peaks\":3}");
    }

    @Test
    void namesAreTakenOnce() {
        endpoint.java("once", Map.class, _ -> 1);

        assertThatThrownBy(() -> endpoint.java("once", Map.class, _ -> 2))
                .hasMessageContaining("already");
        assertThatThrownBy(() -> endpoint.java("diagnostics.noop", Map.class, _ -> 2))
                .hasMessageContaining("already");
        assertThatThrownBy(() -> endpoint.java("No Name", Map.class, _ -> 2))
                .hasMessageContaining("cannot name a function");
    }

    @Test
    void pythonIsRefused() {
        assertThatThrownBy(() -> endpoint.python("f", "def f():\n  return 1\n"))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.remedy()).contains("InProcessEndpoint.processes()"));
    }
}

package org.beamlet.worker.slot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.beamlet.catalog.Progress;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.worker.functions.Tasks;
import org.beamlet.worker.task.TaskListener;
import org.beamlet.worker.task.TaskOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Python functions tell while they run, by the module {@code beamlet_task}. */
class PythonReportsIT {
    @TempDir Path folder;
    private WorkerPool pool;

    private record Step(double fraction, String what) {}

    private record Told(long seq, JsonNode value) {}

    private final List<Step> steps = new CopyOnWriteArrayList<>();
    private final List<Told> partials = new CopyOnWriteArrayList<>();

    private final TaskListener ear =
            new TaskListener() {
                @Override
                public void progress(double fraction, String what) {
                    steps.add(new Step(fraction, what));
                }

                @Override
                public void partial(long seq, JsonNode value) {
                    partials.add(new Told(seq, value));
                }
            };

    @BeforeEach
    void start() {
        pool = new WorkerPool(new WorkerSettings(1, "n", folder.resolve("work"), List.of(), null));
        pool.start();
    }

    @AfterEach
    void stop() {
        pool.close();
    }

    private TaskOutcome run(String body) {
        String source = "st\nf:def f():\n    import beamlet_task\n" + body.strip().indent(4);
        return pool.submit(
                        Tasks.buffer(
                                Payloads.pack(source, "11\n[]", "11\n{}"),
                                List.of("globus_compute_sdk.serialize.concretes.JSONData")),
                        ear)
                .orTimeout(3, TimeUnit.MINUTES)
                .join();
    }

    private static void succeeded(TaskOutcome outcome) {
        assertThat(outcome).isInstanceOf(TaskOutcome.Succeeded.class);
    }

    @Test
    void theFirstAndTheLastAreHeardOfMany() {
        succeeded(
                run(
                        """
                        for i in range(1, 2001):
                            beamlet_task.progress(i / 2000, "row %d \u00e9" % i)
                            beamlet_task.partial({"rows": i, "means": [0.5, None], "of": {"é": True}})
                        """));

        assertThat(steps.getFirst()).isEqualTo(new Step(1 / 2000.0, "row 1 é"));
        assertThat(steps.size()).isLessThan(2000);
        assertThat(partials.getFirst())
                .isEqualTo(
                        new Told(
                                1,
                                Json.read(
                                        "{\"rows\":1,\"means\":[0.5,null],\"of\":{\"é\":true}}")));
        assertThat(partials.size()).isLessThan(2000);
        assertThat(partials.getLast().value().path("rows").asInt()).isEqualTo(2000);
        assertThat(partials.getLast().seq()).isEqualTo(partials.size());
    }

    @Test
    void whatIsChangedAfterwardsWasReportedAsItWas() {
        succeeded(
                run(
                        """
                        beamlet_task.partial({"n": 0})
                        found = {"n": 1}
                        beamlet_task.partial(found)
                        found["n"] = 2
                        """));

        assertThat(partials)
                .extracting(told -> told.value().path("n").asInt())
                .containsExactly(0, 1);
    }

    @Test
    void ofATaskThatFailsTheLastPartialResultIsLeft() {
        TaskOutcome outcome =
                run(
                        """
                        beamlet_task.partial({"n": 1})
                        beamlet_task.partial({"n": 2})
                        raise ValueError("no more")
                        """);

        assertThat(outcome).isInstanceOf(TaskOutcome.Failed.class);
        assertThat(partials.getLast().value().path("n").asInt()).isEqualTo(2);
    }

    @Test
    void aFractionOutOfRangeIsPutIntoIt() {
        succeeded(run("beamlet_task.progress(7)"));
        succeeded(run("beamlet_task.progress(float('nan'), 'x' * 1000)"));

        assertThat(steps).containsExactly(new Step(1, ""), new Step(0, "x".repeat(200)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[1]|a partial result is a list; report a dict",
                "{1: 2}|has the key 1; keys are texts",
                "{'a': [{1, 2}]}|holds a set; report numbers",
                "{'a': float('nan')}|holds nan, which JSON has no word for",
                "{'a': 10 ** 5000}|more than 64 bits",
                "{'a': 'x' * 70000}|has 70008 bytes, of 65536",
                "{'a': '\\ud800'}|surrogates not allowed",
                "deep()|nested deeper than 100"
            })
    void whatCannotBeSentIsTheFunctionsError(String value, String said) {
        TaskOutcome outcome =
                run(
                        """
                        def deep():
                            top = {}
                            top["a"] = top
                            return top
                        beamlet_task.partial(%s)
                        """
                                .formatted(value));

        assertThat(outcome).isInstanceOf(TaskOutcome.Failed.class);
        assertThat(((TaskOutcome.Failed) outcome).userMessage()).contains(said);
        assertThat(partials).isEmpty();
        // The process, and what it says to its parent, are whole.
        succeeded(
                run(
                        "beamlet_task.partial({'a': 'x' * %d})"
                                .formatted(Progress.MOST_PARTIAL_BYTES - 8)));
        assertThat(partials).hasSize(1);
    }

    @Test
    void aForkedCopyTellsNothing() {
        succeeded(
                run(
                        """
                        import os
                        pid = os.fork()
                        if pid == 0:
                            beamlet_task.partial({"from": "copy"})
                            beamlet_task.progress(0.5, "copy")
                            os._exit(0)
                        os.waitpid(pid, 0)
                        beamlet_task.partial({"from": "task"})
                        """));

        assertThat(partials)
                .extracting(told -> told.value().path("from").asText())
                .containsExactly("task");
        assertThat(steps).isEmpty();
    }
}

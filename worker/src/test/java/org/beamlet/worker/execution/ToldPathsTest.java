package org.beamlet.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.beamlet.catalog.Catalog;
import org.beamlet.catalog.Progress;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.task.Confinement;
import org.beamlet.protocol.task.TaskTerms;
import org.beamlet.protocol.task.TouchedPaths;
import org.beamlet.worker.functions.Tasks;
import org.beamlet.worker.task.TaskOutcome;
import org.beamlet.worker.task.WorkerTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever keeps account is told which paths a task's arguments name. */
class ToldPathsTest {
    @TempDir Path temporary;

    private final TaskExecution execution = new TaskExecution(Catalog.load());

    private static WorkerTask append(Path file) {
        ObjectNode arguments = Json.NODES.objectNode();
        arguments.put("path", file.toString()).put("text", "ran");
        return Tasks.of("diagnostics.append", "1.0.0", arguments);
    }

    private TaskOutcome.Finished run(WorkerTask task, TaskTerms terms) {
        return execution.run(
                new WorkerTask(
                        task.taskId(),
                        task.attempt(),
                        task.functionId(),
                        task.taskBuffer(),
                        task.resultSerializers(),
                        null,
                        terms),
                Progress.NONE);
    }

    @Test
    void whereItIsAskedForTheOutcomeNamesThemAsGivenAndAsResolved() throws IOException {
        Path base = temporary.toRealPath();
        Path link = Files.createSymbolicLink(base.resolve("link"), base.resolve("lines"));
        TaskOutcome.Finished silent = run(append(link), TaskTerms.NONE);
        assertThat(silent.paths().none()).isTrue();

        TaskOutcome.Finished told = run(append(link), TaskTerms.NONE.tellingPaths(true));

        assertThat(told).isInstanceOf(TaskOutcome.Succeeded.class);
        assertThat(told.paths().list())
                .containsExactly(
                        new TouchedPaths.One("path", link.toString(), base + "/lines", false));
        assertThat(TaskTerms.parse(TaskTerms.NONE.tellingPaths(true).text()).tellsPaths()).isTrue();
    }

    @Test
    void aPathThatIsRefusedIsNamedWithTheFailure() throws IOException {
        Path own = Files.createDirectories(temporary.toRealPath().resolve("own"));
        Path secret = Files.writeString(own.resolveSibling("secret"), "x");
        Path link = Files.createSymbolicLink(own.resolve("link"), secret);
        TaskTerms terms =
                TaskTerms.NONE
                        .kept(
                                new Confinement(
                                        List.of(new Confinement.Root(own.toString(), null, null))))
                        .tellingPaths(true);

        TaskOutcome.Finished refused = run(append(link), terms);

        assertThat(refused).isInstanceOf(TaskOutcome.Failed.class);
        assertThat(refused.paths().list())
                .containsExactly(
                        new TouchedPaths.One("path", link.toString(), secret.toString(), true));
        assertThat(String.valueOf(((TaskOutcome.Failed) refused).userMessage()))
                .doesNotContain(secret.toString());
        assertThat(secret).hasContent("x");
    }

    @Test
    void whatNeverRunsIsStillSaidAsItCame() {
        Catalog catalog = Catalog.load();
        assertThat(GivenPaths.of(catalog, append(Path.of("/x/y")).taskBuffer()).list())
                .containsExactly(new TouchedPaths.One("path", "/x/y", null, false));
        for (String buffer :
                List.of(
                        "",
                        Payloads.pack("st\nf:def f():\n  return 1\n", "11\n[]", "11\n{}"),
                        Tasks.noop("x".repeat(2 << 20)).taskBuffer(),
                        Tasks.noop("/etc/passwd").taskBuffer())) {
            assertThat(GivenPaths.of(catalog, buffer).none()).isTrue();
        }
    }
}

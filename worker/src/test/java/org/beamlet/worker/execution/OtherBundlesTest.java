package org.beamlet.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.beamlet.catalog.Catalog;
import org.beamlet.catalog.Progress;
import org.beamlet.protocol.bundle.FunctionContent;
import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.payload.Serialized;
import org.beamlet.protocol.task.TaskTerms;
import org.beamlet.worker.functions.OldRelease;
import org.beamlet.worker.functions.Tasks;
import org.beamlet.worker.task.TaskOutcome;
import org.beamlet.worker.task.WorkerTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions of a function side by side, of which one is installed and one comes in a bundle. */
class OtherBundlesTest {
    @TempDir Path folder;

    private final TaskExecution execution = new TaskExecution(Catalog.load());
    private Path bundle = Path.of("");

    @BeforeEach
    void pack() throws IOException {
        bundle = OldRelease.bundle(folder);
    }

    private TaskOutcome.Finished run(
            String version, String arguments, @Nullable Path jar, @Nullable String content) {
        return runOn(version, arguments, jar, new TaskTerms(null, null, null, null, content, null));
    }

    private TaskOutcome.Finished runOn(
            String version, String arguments, @Nullable Path jar, TaskTerms terms) {
        String code = new FunctionCode(Tasks.NOOP, version).packed();
        return execution.run(
                new WorkerTask(
                        "t",
                        1,
                        "f",
                        code + Payloads.pack("11\n[]", "11\n" + arguments),
                        List.of(),
                        jar,
                        terms),
                Progress.NONE);
    }

    private static JsonNode result(TaskOutcome.Finished outcome) {
        assertThat(outcome).isInstanceOf(TaskOutcome.Succeeded.class);
        return Serialized.parse(((TaskOutcome.Succeeded) outcome).result()).asJson();
    }

    private static String message(TaskOutcome.Finished outcome) {
        assertThat(outcome).isInstanceOf(TaskOutcome.Failed.class);
        return ((TaskOutcome.Failed) outcome).userMessage();
    }

    @Test
    void theOldVersionRunsWithItsOwnClassesAndSchemaBesideTheNewOne() {
        JsonNode old = result(run(OldRelease.VERSION, "{\"words\":\"ways\"}", bundle, null));
        JsonNode now = result(run("1.0.0", "{\"echo\":1}", null, null));

        assertThat(old.path("old").asText()).isEqualTo("old ways");
        assertThat(old.path("provenance").path("version").asText()).isEqualTo(OldRelease.VERSION);
        assertThat(old.path("provenance").path("warnings").path(0).asText())
                .isEqualTo("this is the old one");
        assertThat(now.path("echo").asInt()).isEqualTo(1);
        assertThat(now.path("provenance").path("sha256"))
                .isNotEqualTo(old.path("provenance").path("sha256"));
        assertThat(message(run(OldRelease.VERSION, "{\"echo\":1}", bundle, null)))
                .contains("there is no argument 'echo'");
    }

    @Test
    void theHashIsThatOfTheBundlesFunction() {
        String hash =
                FunctionContent.hash(bundle, "org.beamlet.catalog.diagnostics.Noop").orElseThrow();
        JsonNode old = result(run(OldRelease.VERSION, "{}", bundle, hash)).path("provenance");

        assertThat(old.path("sha256").asText()).isEqualTo(hash);
        assertThat(old.path("warnings")).hasSize(1);
        assertThat(
                        result(run(OldRelease.VERSION, "{}", bundle, "0".repeat(64)))
                                .path("provenance")
                                .path("warnings")
                                .toString())
                .contains("0".repeat(64), hash);
    }

    @Test
    void whatItsOwnerSaysOfADeprecatedVersionIsInTheResult() {
        TaskTerms noted = TaskTerms.NONE.noted("noop@1 is deprecated: slow; use noop@2");
        JsonNode now = result(runOn("1.0.0", "{}", null, noted));
        JsonNode old = result(runOn(OldRelease.VERSION, "{}", bundle, noted));

        assertThat(now.path("provenance").path("warnings").toString())
                .isEqualTo("[\"noop@1 is deprecated: slow; use noop@2\"]");
        assertThat(old.path("provenance").path("warnings").toString())
                .contains("noop@1 is deprecated: slow; use noop@2", "this is the old one");
    }

    @Test
    void withoutABundleTheVersionIsNotFoundAndTheRemedyNamesThePublication() {
        assertThat(message(run(OldRelease.VERSION, "{}", null, null)))
                .contains("0.9.0", "1.0.0", "beamlet function register --all");
    }

    @Test
    void aBundleThatDoesNotHoldTheVersionSaysSo() {
        assertThat(message(run("0.8.0", "{}", bundle, null))).contains("does not hold it");
    }

    @Test
    void whatIsNoBundleIsRefused() throws IOException {
        Path text = Files.writeString(folder.resolve("no.jar"), "text");

        assertThat(message(run("0.8.0", "{}", text, null))).contains("no.jar", "no bundle");
    }
}

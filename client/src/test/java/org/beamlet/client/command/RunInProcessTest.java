package org.beamlet.client.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.beamlet.protocol.id.CatalogFunctionId;
import org.beamlet.protocol.id.UuidText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunInProcessTest {
    @TempDir Path folder;

    private CommandRun run(String function, String... more) {
        String[] line = new String[more.length + 3];
        line[0] = "run";
        line[1] = function;
        line[2] = "--in-process";
        System.arraycopy(more, 0, line, 3, more.length);
        return CommandRun.in(folder, line);
    }

    private void writeHdf5(String name) {
        try (WritableHdfFile file = HdfFile.write(folder.resolve(name))) {
            file.putDataset("one", new int[] {1, 2, 3});
        }
    }

    @Test
    void jsonIsExactlyOneObjectOfTheDocumentedShape() {
        CommandRun run = run("diagnostics.noop", "--json", "--arg", "echo={\"a\": [1, 2]}");

        assertThat(run.exit()).isZero();
        assertThat(run.out().lines()).hasSize(1);
        JsonNode object = run.json();
        assertThat(UuidText.isUuid(object.path("task_id").asText())).isTrue();
        assertThat(object.path("status").asText()).isEqualTo("success");
        assertThat(object.path("function").toString())
                .isEqualTo(
                        "{\"name\":\"diagnostics.noop\",\"version\":\"1.0.0\",\"id\":\"%s\"}"
                                .formatted(CatalogFunctionId.of("diagnostics.noop", "1.0.0")));
        assertThat(object.path("result").path("echo").toString()).isEqualTo("{\"a\":[1,2]}");
        for (String leg : new String[] {"submit", "wait", "run", "return", "total"}) {
            assertThat(object.path("timings").path(leg).isNumber()).as(leg).isTrue();
        }
    }

    @Test
    void argumentsOfAFileAreTakenAndThoseOfTheLineCountBeforeThem() throws IOException {
        writeHdf5("raw.h5");
        Files.writeString(folder.resolve("call.json"), "{\"raw\": \"other.h5\"}");

        CommandRun both = run("test.read", "--arg-file", "call.json", "--arg", "raw=raw.h5");
        assertThat(both.exit()).isZero();
        CommandRun file = run("test.read", "--arg-file", "call.json");
        assertThat(file.error()).contains(folder.resolve("other.h5").toString());
    }

    @ParameterizedTest
    @CsvSource({
        "none.json, cannot be read",
        "list.json, holds no object",
        "broken.json, is no JSON",
    })
    void aFileThatHoldsNoArgumentsIsUsage(String name, String said) throws IOException {
        Files.writeString(folder.resolve("list.json"), "[1]");
        Files.writeString(folder.resolve("broken.json"), "{\"raw\":");

        CommandRun run = run("test.read", "--arg-file", name);

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.error()).contains("--arg-file '" + folder.resolve(name), said);
    }

    @Test
    void aFunctionIsAlsoFoundByVersionAndById() {
        String id = CatalogFunctionId.of("diagnostics.noop", "1.0.0").toString();

        assertThat(run("diagnostics.noop@1.0.0").exit()).isZero();
        assertThat(run(id, "--arg", "echo=plain text").out()).contains("plain text");
    }

    @Test
    void aPersonSeesResultFileAndFilesAndOnStderrTheProgress() {
        writeHdf5("raw.h5");
        CommandRun run = run("test.read", "--arg", "raw=raw.h5");

        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .containsPattern("(?m)^result_file +" + folder.resolve("raw.h5") + "$")
                .containsPattern("(?m)^files +" + folder.resolve("raw.h5") + "$")
                .containsPattern("(?m)^ +" + folder.resolve("raw.h5.png") + "$")
                .containsPattern("(?m)^groups +1$");
        assertThat(run.err()).contains("running").contains("50 % reading").contains("done in");
    }

    @Test
    void aMissingFileFailsTheFunction() {
        CommandRun run = run("test.read", "--arg", "raw=nowhere.h5", "--json");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.error())
                .isEqualTo(
                        "error: there is no file %s; check argument raw"
                                .formatted(folder.resolve("nowhere.h5")));
        assertThat(run.json().path("status").asText()).isEqualTo("failed");
        assertThat(run.json().path("error").path("code").asText()).isEqualTo("INPUT_NOT_FOUND");
        assertThat(run.json().path("error").path("message").asText()).contains("nowhere.h5");
        assertThat(run.json().has("result")).isFalse();
    }

    @Test
    void aFileThatIsNoHdf5FailsTheFunction() throws IOException {
        Files.writeString(folder.resolve("notes.txt"), "not measured");
        CommandRun run = run("test.read", "--arg", "raw=notes.txt");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.error()).contains("is not an HDF5 file; give one as raw");
        assertThat(run.err()).doesNotContain("Exception");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void anUnknownFunctionIsUsageWithAGuess() {
        CommandRun run = run("diagnostic.noop", "--json");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.error())
                .contains("no function 'diagnostic.noop'")
                .contains("diagnostics.noop");
        assertThat(run.json().path("error").path("code").asText()).isEqualTo("FUNCTION_NOT_FOUND");
    }

    @Test
    void anUnknownVersionNamesThoseThatThereAre() {
        CommandRun run = run("test.read@9.0.0");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.error()).contains("its versions are 1.2.0");
    }

    @Test
    void anUnknownArgumentIsUsageAndNamed() {
        CommandRun run = run("test.read", "--arg", "raw=a.h5", "--arg", "colour=red");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.error()).contains("colour").contains("function show test.read");
    }

    @Test
    void anArgumentOfTheWrongTypeIsUsageAndNamed() {
        CommandRun run = run("test.read", "--arg", "raw=a.h5", "--arg", "times=often");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.error()).contains("times").contains("integer");
    }

    @Test
    void aMissingArgumentIsUsageAndNamed() {
        CommandRun run = run("test.read");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.error()).contains("raw");
    }

    @Test
    void anArgumentWithoutAValueIsUsage() {
        assertThat(run("diagnostics.noop", "--arg", "echo").exit()).isEqualTo(2);
        assertThat(run("diagnostics.noop", "--arg", "=1").exit()).isEqualTo(2);
    }

    @Test
    void anArgumentGivenTwiceIsUsage() {
        CommandRun run = run("diagnostics.noop", "--arg", "echo=1", "--arg", "echo=2");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.error()).contains("given twice");
    }

    @Test
    void aFaultOfTheFunctionIsOneLineAndItsTraceComesWithDebug() {
        CommandRun plain = run("test.stumble", "--json");
        CommandRun debug = run("test.stumble", "--debug");

        assertThat(plain.exit()).isEqualTo(1);
        assertThat(plain.error()).contains("index 7 out of bounds");
        assertThat(plain.err()).doesNotContain("\tat ");
        assertThat(plain.json().path("error").path("code").asText())
                .isEqualTo("RemoteExecutionError");
        assertThat(debug.err()).contains("\tat org.beamlet.client.command.Stumble");
    }

    @Test
    void waitingNoLongerThanAskedLeavesWithoutAResult() {
        CommandRun run =
                run("test.stumble", "--arg", "forever=true", "--timeout", "50ms", "--json");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.error()).contains("no result of test.stumble 0.1.0 after 50.0 ms");
        assertThat(run.json().path("status").asText()).isEqualTo("pending");
    }

    @Test
    void inProcessAndEndpointExcludeEachOther() {
        CommandRun run = run("diagnostics.noop", "--endpoint", "here");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.error()).contains("exclude each other");
    }
}

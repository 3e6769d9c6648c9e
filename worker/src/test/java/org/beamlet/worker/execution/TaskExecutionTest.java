package org.beamlet.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.beamlet.catalog.Catalog;
import org.beamlet.catalog.Progress;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.payload.ResultReference;
import org.beamlet.protocol.payload.Serialized;
import org.beamlet.worker.functions.Tasks;
import org.beamlet.worker.task.TaskOutcome;
import org.beamlet.worker.task.WorkerTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskExecutionTest {
    private static final String SDK = "globus_compute_sdk.serialize.concretes.";
    private static final String CODE = new FunctionCode(Tasks.NOOP, "1.0.0").packed();

    private final TaskExecution execution = new TaskExecution(Catalog.load());

    @Test
    void aResultIsJsonAsTheFunctionReturnedIt() {
        TaskOutcome.Succeeded outcome = succeeded(Tasks.noop("é 😀"));

        Serialized result = Serialized.parse(outcome.result());
        assertThat(result.method()).isEqualTo("11");
        ObjectNode json = (ObjectNode) result.asJson();
        assertThat(json.remove("provenance").path("function").asText()).isEqualTo(Tasks.NOOP);
        assertThat(json)
                .isEqualTo(Json.read("{\"result_file\":null,\"files\":[],\"echo\":\"é 😀\"}"));
        assertThat(outcome.endedAtNs()).isGreaterThanOrEqualTo(outcome.startedAtNs());
    }

    @ParameterizedTest
    @CsvSource({
        "JSONData,11",
        "AllDataStrategies,13",
        "DillDataBase64,11",
        "DillDataBase64 AllDataStrategies,13",
        "JSONData AllDataStrategies,11"
    })
    void theFirstSerializerThatJavaWritesIsUsed(String wanted, String written) {
        List<String> paths = List.of(wanted.split(" ")).stream().map(SDK::concat).toList();
        String buffer = CODE + Payloads.pack("11\n[]", "11\n{\"echo\":1}");

        Serialized result = Serialized.parse(succeeded(Tasks.buffer(buffer, paths)).result());

        assertThat(result.method()).isEqualTo(written);
        assertThat(result.asJson().path("echo").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "11\n[]", "13\n5\n11\n[]"})
    void noPositionalArgumentsMaySayItInSeveralWays(String positional) {
        String buffer = CODE + Payloads.pack(positional, "11\n{}");

        assertThat(execution.run(Tasks.buffer(buffer), Progress.NONE))
                .isInstanceOf(TaskOutcome.Succeeded.class);
    }

    @Test
    void keywordArgumentsAreReadFromAllDataStrategies() {
        String keywords = "13\n" + Payloads.pack("11\n{\"echo\":2}", "00\ngASVAAAA\n");

        TaskOutcome.Succeeded outcome =
                succeeded(Tasks.buffer(CODE + Payloads.pack("11\n[]", keywords)));

        assertThat(outcome.result()).contains("\"echo\":2");
    }

    @Test
    void plainArgumentsOfTheDefaultSerializerAreRead() {
        TaskOutcome.Succeeded outcome =
                succeeded(
                        Tasks.buffer(
                                CODE
                                        + Payloads.pack(
                                                "00\ngAQpLg==\n",
                                                "00\ngASVFwAAAAAAAAB9lIwEZWNob5RdlChLAUsCSwOGlGVzLg==\n")));

        assertThat(outcome.result()).contains("\"echo\":[1,[2,3]]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "11:[1,2]      | 11:{}            | ARGUMENTS_INVALID | 2 positional",
                "11:[]         | 11:[]            | ARGUMENTS_INVALID | JSON array",
                "11:[]         | 11:{\"eco\":1}   | ARGUMENTS_INVALID | eco",
                "11:[]         | 11:{             | PAYLOAD_INVALID   | line 1",
                "00:gARLAYUu   | 11:{}            | ARGUMENTS_INVALID | 1 positional",
                "11:[]         | 00:gAR9          | PAYLOAD_INVALID   | strategy_data=JSONData()",
                "11:[]         | 00:gAR9jAFhY2RlY2ltYWwKRGVjaW1hbAopUnMu | ARGUMENTS_INVALID | argument 'a' is of type decimal.Decimal",
                "11:[]         | 02:gAR9Lg==      | PAYLOAD_INVALID   | '02'",
                "11:[]         | x                | PAYLOAD_INVALID   | buffer"
            })
    void wrongArgumentsAreNamed(String positional, String keywords, String code, String text) {
        String buffer = CODE + Payloads.pack(newlines(positional), newlines(keywords));

        TaskOutcome.Failed failed = failed(Tasks.buffer(buffer));

        assertThat(failed.code()).isEqualTo(code);
        assertThat(failed.userMessage()).contains(text).doesNotContain("\n");
        assertThat(failed.trace()).contains(failed.userMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "3\n11\n", "x", "7\nshort"})
    void aBufferThatIsNotThreePackedOnesIsRefused(String buffer) {
        assertThat(failed(Tasks.buffer(buffer)).code()).isEqualTo("PAYLOAD_INVALID");
    }

    @Test
    void anUnknownVersionNamesThoseThatAreThere() {
        TaskOutcome.Failed failed = failed(Tasks.of(Tasks.NOOP, "9.9.9", Json.NODES.objectNode()));

        assertThat(failed.code()).isEqualTo("FUNCTION_NOT_FOUND");
        assertThat(failed.userMessage()).contains("diagnostics.noop 9.9.9", "1.0.0");
    }

    @Test
    void anUnknownFunctionIsNotFound() {
        TaskOutcome.Failed failed = failed(Tasks.of("no.such", "1.0.0", Json.NODES.objectNode()));

        assertThat(failed.code()).isEqualTo("FUNCTION_NOT_FOUND");
        assertThat(failed.userMessage()).contains("no.such 1.0.0", "beamlet function list");
    }

    @Test
    void codeOfAnotherLanguageIsNotFound() {
        String python = Payloads.pack("01\ngASVAAAA\n", "11\n[]", "11\n{}");

        TaskOutcome.Failed failed = failed(Tasks.buffer(python));

        assertThat(failed.code()).isEqualTo("FUNCTION_NOT_FOUND");
        assertThat(failed.userMessage()).contains("'01'");
    }

    @Test
    void anErrorRaisedOnPurposeKeepsItsCodeAndIsOneLine() {
        TaskOutcome.Failed failed = failed(Tasks.misbehave("refuse"));

        assertThat(failed.code()).isEqualTo("INPUT_NOT_FOUND");
        assertThat(failed.userMessage()).isEqualTo("/data/x.h5 is not there; name a file");
        assertThat(failed.trace())
                .isEqualTo("INPUT_NOT_FOUND: /data/x.h5 is not there; name a file");
    }

    @ParameterizedTest
    @CsvSource({
        "throw,IllegalStateException",
        "overflow,StackOverflowError",
        "memory,OutOfMemoryError",
        "linkage,NoClassDefFoundError"
    })
    void anythingElseIsARemoteErrorWithItsTrace(String how, String type) {
        TaskOutcome.Failed failed = failed(Tasks.misbehave(how));

        assertThat(failed.code()).isEqualTo("RemoteExecutionError");
        assertThat(failed.userMessage()).contains(type).doesNotContain("\n");
        assertThat(failed.trace()).contains(type, "\tat org.beamlet");
        assertThat(failed.trace().length()).isLessThan(20_000);
    }

    @Test
    void errorTextsAvoidWhatMakesThePythonClientExplainItself() {
        TaskOutcome.Failed failed = failed(Tasks.misbehave("throw"));

        assertThat(failed.trace() + failed.userMessage())
                .doesNotContainPattern("(?i)dill|pickle|serializ")
                .contains("pick-led", "Serialiser", "di-ll");
    }

    @Test
    void aResultAboveTheLimitIsNotSent() {
        TaskOutcome.Failed failed = failed(Tasks.misbehave("large"));

        assertThat(failed.code()).isEqualTo("MaxResultSizeExceeded");
        assertThat(failed.userMessage()).contains("10,485,760", "write it to a file");
    }

    @Test
    void aResultAboveTheLimitIsPutAsideForWhoTakesReferences(@TempDir Path folder)
            throws Exception {
        WorkerTask plain = Tasks.misbehave("large");
        WorkerTask task =
                new WorkerTask(
                        plain.taskId(),
                        1,
                        plain.functionId(),
                        plain.taskBuffer(),
                        List.of(ResultReference.WANTED));
        TaskExecution aside = new TaskExecution(Catalog.load(), folder);

        TaskOutcome.Finished outcome = aside.run(task, Progress.NONE);

        assertThat(outcome).isInstanceOf(TaskOutcome.Succeeded.class);
        ResultReference reference =
                ResultReference.parse(((TaskOutcome.Succeeded) outcome).result()).orElseThrow();
        Path file = Path.of(Objects.requireNonNull(reference.file()));
        assertThat(Files.readString(file)).startsWith("11\n{").hasSizeGreaterThan(10 * 1024 * 1024);
        assertThat(reference.size()).isEqualTo(Files.size(file));
        assertThat(reference.sha256()).hasSize(64);
        assertThat(aside.run(plain, Progress.NONE)).isInstanceOf(TaskOutcome.Failed.class);
    }

    @Test
    void progressIsThrottled() {
        List<String> steps = new ArrayList<>();
        long began = System.nanoTime();

        TaskOutcome.Finished outcome =
                execution.run(Tasks.misbehave("progress"), (_, what) -> steps.add(what));

        long fifths = 1 + (System.nanoTime() - began) / 200_000_000;
        assertThat(outcome).isInstanceOf(TaskOutcome.Succeeded.class);
        assertThat(steps).startsWith("step 0").hasSizeLessThanOrEqualTo((int) fifths);
    }

    /** A listener of partial results alone. */
    private static Progress partials(Consumer<JsonNode> heard) {
        return new Progress() {
            @Override
            public void at(double fraction, String what) {}

            @Override
            public void partial(JsonNode value) {
                heard.accept(value);
            }
        };
    }

    @Test
    void ofPartialResultsTheLastIsToldWhateverIsLeftOut() {
        List<JsonNode> told = new ArrayList<>();

        execution.run(Tasks.misbehave("partials"), partials(told::add));

        assertThat(told.getFirst().path("step").asInt()).isEqualTo(1);
        assertThat(told.getLast().path("step").asInt()).isEqualTo(500);
        assertThat(told).hasSizeLessThan(500);
    }

    @ParameterizedTest
    @CsvSource({"partial-large, has 70011 bytes", "partial-list, a partial result is ARRAY"})
    void aPartialResultThatCannotTravelIsRefused(String how, String why) {
        List<JsonNode> told = new ArrayList<>();

        TaskOutcome.Finished outcome = execution.run(Tasks.misbehave(how), partials(told::add));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        TaskOutcome.Failed.class,
                        failed -> assertThat(failed.userMessage()).contains(why));
        assertThat(told).isEmpty();
    }

    private static String newlines(String text) {
        if (text.startsWith("13:")) {
            String[] parts = text.substring(3).split("%", 2);
            return "13\n" + Payloads.pack(newlines(parts[1]));
        }
        return text.replaceFirst(":", "\n");
    }

    private TaskOutcome.Succeeded succeeded(WorkerTask task) {
        TaskOutcome.Finished outcome = execution.run(task, Progress.NONE);
        assertThat(outcome).isInstanceOf(TaskOutcome.Succeeded.class);
        return (TaskOutcome.Succeeded) outcome;
    }

    private TaskOutcome.Failed failed(WorkerTask task) {
        TaskOutcome.Finished outcome = execution.run(task, Progress.NONE);
        assertThat(outcome).isInstanceOf(TaskOutcome.Failed.class);
        return (TaskOutcome.Failed) outcome;
    }
}

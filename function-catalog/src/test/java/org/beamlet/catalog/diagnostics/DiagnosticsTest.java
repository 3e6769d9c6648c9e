package org.beamlet.catalog.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.beamlet.catalog.Catalog;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.catalog.FunctionCall;
import org.beamlet.catalog.Progress;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiagnosticsTest {
    private static ObjectNode call(CatalogFunction function, String arguments) {
        return call(function, arguments, Progress.NONE);
    }

    private static ObjectNode call(CatalogFunction function, String arguments, Progress progress) {
        return Catalog.call(function, new FunctionCall(Json.read(arguments), "t", 1, progress));
    }

    private static void refused(CatalogFunction function, String arguments) {
        assertThatThrownBy(() -> call(function, arguments))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.ARGUMENTS_INVALID));
    }

    @Test
    void noopReturnsWhatItWasGiven() {
        assertThat(call(new Noop(), "{\"echo\": {\"a\": [1, 2]}}").path("echo"))
                .isEqualTo(Json.read("{\"a\": [1, 2]}"));
        ObjectNode silent = call(new Noop(), "{}");
        assertThat(silent.get("echo").isNull()).isTrue();
        assertThat(Json.write(silent)).contains("\"echo\":null");
    }

    @Test
    void sleepTellsHowFarItIs() {
        List<Double> told = new ArrayList<>();
        ObjectNode result =
                call(new Sleep(), "{\"seconds\": 0.3}", (fraction, _) -> told.add(fraction));
        assertThat(result.path("seconds").asDouble()).isEqualTo(0.3);
        assertThat(told).isSorted().hasSizeGreaterThanOrEqualTo(2).endsWith(1.0);
        assertThat(new Sleep().idempotent()).isTrue();
    }

    @Test
    void sleepKeepsToItsBounds() {
        refused(new Sleep(), "{\"seconds\": -1}");
        refused(new Sleep(), "{\"seconds\": 3601}");
        refused(new Sleep(), "{\"minutes\": 1}");
    }

    @Test
    void sleepEndsWhenItIsInterrupted() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> call(new Sleep(), "{\"seconds\": 3000}"))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.TASK_CANCELLED));
        assertThat(Thread.interrupted()).isTrue();
    }

    private static String appending(Path file, String text) {
        ObjectNode arguments = Json.NODES.objectNode();
        arguments.put("path", file.toString()).put("text", text);
        return Json.write(arguments);
    }

    @Test
    void appendAddsOneLineACall(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("log");
        call(new Append(), appending(file, "one"));
        ObjectNode result = call(new Append(), appending(file, "zwölf"));
        assertThat(Files.readAllLines(file)).containsExactly("one", "zwölf");
        assertThat(result.path("result_file").asText()).isEqualTo(file.toString());
        assertThat(new Append().idempotent()).isFalse();
    }

    @Test
    void appendsAtOnceLoseNoLine(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("log");
        IntStream.range(0, 50)
                .parallel()
                .forEach(line -> call(new Append(), appending(file, "line " + line)));
        assertThat(Files.readAllLines(file)).hasSize(50).doesNotHaveDuplicates();
    }

    @Test
    void appendRefusesWhatIsNoLineAndSaysWhereItCannotWrite(@TempDir Path folder) {
        refused(new Append(), appending(folder.resolve("log"), "two\nlines"));
        refused(new Append(), "{\"path\": \"x\"}");
        Path nowhere = folder.resolve("no/log");
        assertThatThrownBy(() -> call(new Append(), appending(nowhere, "one")))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.OUTPUT_NOT_WRITABLE))
                .hasMessageContaining(nowhere.toString());
    }
}

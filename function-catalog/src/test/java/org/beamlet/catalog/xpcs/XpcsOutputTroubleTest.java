package org.beamlet.catalog.xpcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.beamlet.catalog.Catalog;
import org.beamlet.catalog.FunctionCall;
import org.beamlet.catalog.Progress;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of the output folder when something happens in the middle. */
class XpcsOutputTroubleTest {
    @TempDir private Path folder;
    private Measurement measurement;

    @BeforeEach
    void makeAMeasurement() {
        float[][] frames = new float[10][12];
        for (int t = 0; t < frames.length; t++) {
            for (int p = 0; p < 12; p++) {
                frames[t][p] = 1 + (t * 5 + p * 3) % 7;
            }
        }
        measurement = new Measurement(folder, 3, 4).frames(frames).oneBin();
    }

    private ObjectNode arguments(String type) {
        return measurement.arguments().put("type", type);
    }

    private static Progress at(String word, Runnable happens) {
        return (_, what) -> {
            if (what.startsWith(word)) {
                happens.run();
            }
        };
    }

    private void removeOutput() {
        try (Stream<Path> tree = Files.walk(measurement.output)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Multitau,correlating",
        "Multitau,writing the result",
        "Multitau,drawing",
        "Twotime,two-time of bin 1",
        "Twotime,drawing",
        "Both,two-time of bin 1",
        "Both,drawing"
    })
    void anOutputFolderThatDisappearsIsToldAndStaysAway(String type, String at) {
        assertThatThrownBy(() -> Measurement.run(arguments(type), at(at, this::removeOutput)))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.OUTPUT_NOT_WRITABLE))
                .hasMessageContaining(
                        "output folder '%s' was removed".formatted(measurement.output))
                .hasMessageContaining("submit the task again");
        assertThat(measurement.output).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "Multitau,correlating",
        "Multitau,drawing",
        "Twotime,writing the result",
        "Both,correlating",
        "Both,drawing"
    })
    void aCancelledRunLeavesNothing(String type, String at) {
        assertThatThrownBy(() ->
                        Measurement.run(arguments(type), at(at, Thread.currentThread()::interrupt)))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.TASK_CANCELLED));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(measurement.output).isEmptyDirectory();
    }

    @Test
    void whatAnotherTaskLeftIsNeitherTakenForAResultNorInTheWay() throws IOException {
        Path left = Files.createDirectories(measurement.output.resolve(".attempt-another-1"));
        Files.writeString(left.resolve("result.temp"), "half a result");
        ObjectNode result = Measurement.run(arguments("Both"));
        assertThat(result.path("files").toString()).doesNotContain(".attempt", ".temp", "_1.");
        assertThat(left.resolve("result.temp")).hasContent("half a result");
        // The task it belongs to takes it away when it comes again.
        Catalog.call(
                new XpcsCorrelate(),
                new FunctionCall(arguments("Multitau"), "another", 1001, Progress.NONE));
        assertThat(left).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"Multitau", "Twotime", "Both"})
    void withoutPlotsThereIsTheResultFileAlone(String type) throws IOException {
        ObjectNode result = Measurement.run(arguments(type).put("plots", false));
        assertThat(result.path("files")).hasSize(1);
        assertThat(result.path("provenance").path("parameters").path("plots").asBoolean(true))
                .isFalse();
        try (Stream<Path> files = Files.list(measurement.output)) {
            assertThat(files.map(Path::getFileName).map(Path::toString).toList())
                    .isEqualTo(List.of("series_results.hdf"));
        }
        ObjectNode drawn = Measurement.run(arguments(type).put("plots", true));
        assertThat(drawn.path("files").size()).isGreaterThan(5);
    }

    @ParameterizedTest
    @CsvSource({
        "begin_frame,18446744073709551621",
        "begin_frame,1e300",
        "begin_frame,2.5",
        "end_frame,-18446744073709551611",
        "avg_frame,10000000000",
        "avg_frame,4294967297",
        "stride_frame,1e30",
        "stride_frame,0",
        "gpu_id,4294967295",
        "num_partial_g2,-1",
        "crop_ratio_threshold,-0.1"
    })
    void aNumberOutOfRangeIsNamed(String name, String number) {
        ObjectNode arguments =
                (ObjectNode)
                        org.beamlet.protocol.json.Json.read(
                                measurement
                                        .arguments()
                                        .toString()
                                        .replaceFirst(
                                                "\\{", "{\"%s\":%s,".formatted(name, number)));
        assertThatThrownBy(() -> Measurement.run(arguments))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.ARGUMENTS_INVALID))
                .hasMessageContaining(name);
        assertThat(measurement.output).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "avg_frame,11",
        "avg_frame,100000",
        "stride_frame,1000000",
        "begin_frame,1000000000000",
        "begin_frame,-3"
    })
    void aSelectionThatLeavesTooFewFramesQuotesItsNumbers(String name, long number) {
        assertThatThrownBy(() -> Measurement.run(measurement.arguments().put(name, number)))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.ARGUMENTS_INVALID))
                .hasMessageContaining(name + " " + number)
                .hasMessageContaining("of 10 frames");
    }
}

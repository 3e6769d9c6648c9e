package org.beamlet.catalog.xpcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jhdf.HdfFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.beamlet.catalog.FunctionCall;
import org.beamlet.catalog.Progress;
import org.beamlet.catalog.hdf5.Hdf5Source;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.output.AttemptFolder;
import org.beamlet.catalog.xpcs.kernel.Kernels;
import org.beamlet.catalog.xpcs.kernel.PretendedKernels;
import org.beamlet.catalog.xpcs.kernel.TwoTimeWork;
import org.beamlet.catalog.xpcs.kernel.cuda.Gpus;
import org.beamlet.catalog.xpcs.kernel.cuda.PretendedCuda;
import org.beamlet.catalog.xpcs.kernel.device.Device;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs with {@code device: gpu}, the kernels compiled for the host. */
class XpcsGpuTwoTimeTest {
    private static final long PLENTY = 1L << 30;

    /** Room for one map of the largest case, and not for two. */
    private static final long TIGHT = 4L << 20;

    @TempDir private static Path library;
    private static PretendedCuda cuda;

    @TempDir private Path folder;

    @BeforeAll
    static void compile() throws Exception {
        cuda = PretendedCuda.compile(library);
    }

    static List<Arguments> jobs() throws Exception {
        return TwoTimeVectorsTest.jobs().toList();
    }

    private static ObjectNode run(ObjectNode arguments, Gpus gpus, Progress progress) {
        FunctionCall call = new FunctionCall(arguments, "a-task", 1, progress);
        CorrelateOptions options = CorrelateOptions.of(call.arguments());
        try (RawSeries raw = RawSeries.open(options.raw());
                Lanes lanes = new Lanes(2);
                Kernels kernels = PretendedKernels.on(gpus, Device.GPU, lanes);
                AttemptFolder attempt = AttemptFolder.in(options.output(), "a-task", 1)) {
            return CorrelateRun.prepare(
                            options,
                            Qmap.read(options.qmap()),
                            raw.frames(),
                            lanes,
                            kernels,
                            call.provenance())
                    .run(attempt, progress);
        }
    }

    private ObjectNode arguments(String name, JsonNode options) {
        ObjectNode arguments = TwoTimeVectorsTest.arguments(name, options, folder);
        arguments.put("plots", false);
        return arguments;
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("jobs")
    void everyNumberOfTheReferenceIsMet(String name, String job, JsonNode options) {
        for (Gpus gpus :
                List.of(cuda.machine(1, PLENTY), cuda.machine(2, PLENTY), cuda.machine(1, TIGHT))) {
            ObjectNode answer =
                    run(arguments(name, options).put("overwrite", true), gpus, Progress.NONE);
            assertThat(answer.path("device").asText()).startsWith("gpu: Pretended GPU");
            assertThat(answer.path("warnings").toString()).doesNotContain("CPU");
            Path reference = TwoTimeVectorsTest.reference(name, job, "expected_f64");
            try (HdfFile expected = new HdfFile(reference);
                    Hdf5Source source = Hdf5Source.open("reference", reference);
                    Hdf5Source actual =
                            Hdf5Source.open(
                                    "result", Path.of(answer.path("result_file").asText()))) {
                TwoTimeVectorsTest.datasets(expected)
                        .keySet()
                        .forEach(path -> TwoTimeVectorsTest.compare(path, actual, source));
            }
            assertThat(cuda.leaks()).isZero();
        }
    }

    private ObjectNode both() {
        Measurement measurement = new Measurement(folder, 6, 10);
        float[][] frames = new float[70][60];
        for (int t = 0; t < 70; t++) {
            for (int p = 0; p < 60; p++) {
                frames[t][p] = (t * 7 + p * 13 + t * p) % 5;
            }
        }
        int[] ones = new int[60];
        int[] dynamics = new int[60];
        for (int p = 0; p < 60; p++) {
            ones[p] = 1;
            dynamics[p] = 1 + p % 3;
        }
        return measurement
                .frames(frames)
                .qmap(ones, dynamics, dynamics)
                .arguments()
                .put("type", "Both")
                .put("plots", false);
    }

    @Test
    void bothTypesRunOnTheGpuAndProgressNeverGoesBack() {
        List<Double> fractions = new ArrayList<>();
        ObjectNode answer =
                run(both(), cuda.machine(1, PLENTY), (fraction, _) -> fractions.add(fraction));
        assertThat(answer.path("device").asText()).startsWith("gpu: ").doesNotContain("two-time");
        assertThat(fractions).isSorted().hasSizeGreaterThan(5);
        assertThat(answer.path("processed_bins")).hasSize(3);
        assertThat(cuda.leaks()).isZero();
    }

    @Test
    void aGpuThatFailsInTwoTimeFailsTheRunAndLeavesNothing() throws Exception {
        // Of multi-tau's launches all succeed.
        ObjectNode arguments = both().put("type", "Twotime");
        assertThatThrownBy(() -> run(arguments, cuda.machine(1, PLENTY, 2), Progress.NONE))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.DEVICE_UNAVAILABLE))
                .hasMessageContaining("run the task again");
        assertThat(cuda.leaks()).isZero();
        try (var files = Files.list(folder.resolve("out"))) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void aTaskThatIsCancelledInTwoTimeStopsAndGivesTheGpuBack() {
        ObjectNode arguments = both().put("type", "Twotime");
        try {
            assertThatThrownBy(() ->
                            run(
                                    arguments,
                                    cuda.machine(1, PLENTY),
                                    (_, what) -> {
                                        if (what.startsWith("two-time of bin 2")) {
                                            Thread.currentThread().interrupt();
                                        }
                                    }))
                    .isInstanceOfSatisfying(
                            BeamletException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.TASK_CANCELLED));
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(cuda.leaks()).isZero();
    }

    private static double[] map(Path file, int number) {
        try (Hdf5Source source = Hdf5Source.open("result", file)) {
            return source.numbers("/xpcs/twotime/correlation_map/c2_%05d".formatted(number))
                    .values();
        }
    }

    /** Values wait in a file, or the series is read once for each bin, while bins are under way. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void littleRoomForValuesGivesTheSameMaps(boolean aside) {
        ObjectNode arguments = both().put("type", "Twotime");
        ObjectNode whole = run(arguments, cuda.machine(1, PLENTY), Progress.NONE);
        CorrelateOptions options = CorrelateOptions.of(arguments);
        Qmap qmap = Qmap.read(options.qmap());
        Path file = folder.resolve("again.hdf");
        try (RawSeries raw = RawSeries.open(options.raw());
                Lanes lanes = new Lanes(2);
                Kernels kernels = PretendedKernels.on(cuda.machine(2, PLENTY), Device.GPU, lanes);
                ResultFile out =
                        ResultFile.start(
                                file,
                                Optional.empty(),
                                new ResultFile.Subject(
                                        options, qmap, CarriedPixels.all(qmap.pixels())))) {
            FrameSelection selection = options.select(70);
            TwoTimeResult result =
                    new TwoTimePasses(
                                    qmap.roi(),
                                    qmap.roi().bins(),
                                    qmap.pixels(),
                                    70,
                                    (pixels, _) ->
                                            new FrameFeed(raw.frames(), selection, pixels, lanes),
                                    _ -> {},
                                    options.smoothing(),
                                    kernels.twoTime(TwoTimeWork.of(70, List.of(20, 20, 20))),
                                    lanes,
                                    new TwoTimeRoom(
                                            1,
                                            1,
                                            Optional.of(folder.resolve("aside"))
                                                    .filter(_ -> aside)),
                                    _ -> {},
                                    () -> {})
                            .run(out, _ -> (_, _, _) -> {}, Progress.NONE);
            assertThat(result.labels()).containsExactly(1, 2, 3);
        }
        for (int number = 1; number <= 3; number++) {
            assertThat(map(file, number))
                    .isEqualTo(map(Path.of(whole.path("result_file").asText()), number));
        }
    }
}

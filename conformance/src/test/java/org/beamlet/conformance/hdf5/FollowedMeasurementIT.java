package org.beamlet.conformance.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.beamlet.catalog.hdf5.Hdf5Source;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.TaskTimeline;
import org.beamlet.conformance.stack.Await;
import org.beamlet.conformance.stack.BeamletStack;
import org.beamlet.protocol.id.CatalogFunctionId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** h5py writes frame after frame, and a task correlates them meanwhile. */
@Tag("hdf5")
class FollowedMeasurementIT {
    private static final FunctionId CORRELATE = CatalogFunctionId.of("xpcs.correlate", "1.1.0");
    private static final int FRAMES = 301;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final List<String> RESULTS =
            List.of(
                    "/xpcs/multitau/delay_list",
                    "/xpcs/multitau/normalized_g2",
                    "/xpcs/multitau/normalized_g2_err",
                    "/xpcs/temporal_mean/scattering_2d",
                    "/xpcs/temporal_mean/scattering_1d",
                    "/xpcs/temporal_mean/scattering_1d_segments",
                    "/xpcs/spatial_mean/intensity_vs_time");

    @TempDir Path folder;
    private Path raw;
    private Path qmap;
    private BeamletStack stack;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        raw = folder.resolve("series.h5");
        qmap = folder.resolve("qmap.h5");
        stack = new BeamletStack(folder.resolve("home"));
        stack.startCloud();
        stack.configureEndpoint(1);
        stack.startAgent();
        assertThat(stack.beamlet("function", "register", "--all").exit()).isZero();
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    private Process writer(String mode, int seconds) throws IOException {
        Path conformance = Path.of(System.getProperty("beamlet.conformance"));
        return new ProcessBuilder(
                        conformance.resolve("target/venv-hdf5/bin/python").toString(),
                        conformance.resolve("peers/append_hdf5.py").toString(),
                        raw.toString(),
                        qmap.toString(),
                        mode,
                        Integer.toString(FRAMES),
                        Integer.toString(seconds))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("writer.log").toFile())
                .start();
    }

    private ObjectNode arguments(String output) {
        return Json.NODES
                .objectNode()
                .put("raw", raw.toString())
                .put("qmap", qmap.toString())
                .put("output", folder.resolve(output).toString())
                .put("crop_ratio_threshold", 2);
    }

    private TaskId submit(BeamletClient client, ObjectNode arguments) {
        return client.submit(stack.endpoint(), CORRELATE, arguments);
    }

    /** {@return all partial results that were seen until the task's end} */
    private List<TaskTimeline.Partial> follow(BeamletClient client, TaskId task)
            throws InterruptedException {
        List<TaskTimeline.Partial> seen = new ArrayList<>();
        TaskTimeline now = client.timeline(task);
        while (!now.ended()) {
            TaskTimeline.Partial partial = now.partial();
            if (partial != null && (seen.isEmpty() || seen.getLast().seq() != partial.seq())) {
                seen.add(partial);
            }
            Thread.sleep(100);
            now = client.timeline(task);
        }
        assertThat(now.status()).as("%s", client.task(task).exception()).isEqualTo("success");
        return seen;
    }

    private Path result(String output) {
        return folder.resolve(output).resolve("series_results.hdf");
    }

    private static double[] read(Path file, String path) {
        try (Hdf5Source source = Hdf5Source.open("result", file)) {
            return source.numbers(path).values();
        }
    }

    @Test
    void whatH5pyAppendsIsFollowedAndCorrelatedAsTheWholeFile()
            throws IOException, InterruptedException {
        assertFollowed("swmr");
    }

    @Test
    @Tag("long")
    void soIsWhatItFlushesWithoutSwmr() throws IOException, InterruptedException {
        assertFollowed("flush");
    }

    private void assertFollowed(String mode) throws IOException, InterruptedException {
        Process writer = writer(mode, 12);
        Await.until(PATIENCE, "the series is there", () -> Files.exists(raw));
        try (BeamletClient client = stack.client()) {
            TaskId task =
                    submit(
                            client,
                            arguments("streamed")
                                    .put("stream", true)
                                    .put("partial_every_s", 1)
                                    .put("stream_idle_s", 8));

            List<TaskTimeline.Partial> seen = follow(client, task);

            assertThat(writer.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(Files.readString(folder.resolve("writer.log")))
                    .isEqualTo(FRAMES + " frames\n");
            assertThat(seen).hasSizeGreaterThan(3);
            assertThat(seen).extracting(TaskTimeline.Partial::seq).isSorted();
            assertThat(seen)
                    .extracting(one -> one.value().path("frames").asInt())
                    .isSorted()
                    .anyMatch(frames -> frames > 0 && frames < FRAMES);
            JsonNode middle = seen.get(seen.size() / 2).value();
            assertThat(middle.path("state").asText()).isEqualTo("following");
            assertThat(middle.path("bins")).hasSize(3);
            assertThat(middle.path("g2").path(0)).hasSameSizeAs(middle.path("delays"));

            follow(client, submit(client, arguments("whole").put("device", "cpu")));
            for (String path : RESULTS) {
                assertThat(read(result("streamed"), path))
                        .as(path)
                        .isEqualTo(read(result("whole"), path));
            }
            assertThat(read(result("whole"), "/xpcs/spatial_mean/intensity_vs_time"))
                    .hasSize(2 * FRAMES);
        } finally {
            writer.destroy();
        }
    }

    @Test
    @Tag("long")
    void aFileBesideItEndsTheStreamWithAResult() throws IOException, InterruptedException {
        Process writer = writer("swmr", 120);
        Await.until(PATIENCE, "the series is there", () -> Files.exists(raw));
        try (BeamletClient client = stack.client()) {
            TaskId task =
                    submit(
                            client,
                            arguments("streamed")
                                    .put("stream", true)
                                    .put("partial_every_s", 1)
                                    .put("stream_idle_s", 600));
            Await.until(
                    PATIENCE,
                    "a partial result has 20 frames",
                    () -> {
                        TaskTimeline.Partial partial = client.timeline(task).partial();
                        return partial != null && partial.value().path("frames").asInt() > 20;
                    });
            String shown = stack.beamlet("task", "show", task.toString()).out();
            assertThat(shown).contains("so far").contains("state following, frames ");

            // The detector goes on; what it has written by now is enough.
            Files.createFile(folder.resolve("series.h5.end"));

            List<TaskTimeline.Partial> seen = follow(client, task);
            assertThat(seen.getLast().value().path("frames").asInt()).isLessThan(FRAMES);
            double[] intensity = read(result("streamed"), "/xpcs/spatial_mean/intensity_vs_time");
            assertThat(intensity.length / 2).isBetween(20, FRAMES - 1);
            assertThat(writer.isAlive()).isTrue();
        } finally {
            writer.destroyForcibly();
        }
    }
}

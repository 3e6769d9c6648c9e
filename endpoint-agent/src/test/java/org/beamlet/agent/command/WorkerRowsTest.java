package org.beamlet.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.beamlet.agent.schedule.ManagerView;
import org.beamlet.agent.schedule.WorkerView;
import org.beamlet.agent.snapshot.Warnings;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.Test;

class WorkerRowsTest {
    private static final WorkerView WELL =
            new WorkerView(
                    1, "n/1[7]", "24-31,56-63", "0", "GPU-5c", "NVIDIA A100", "535", 9L, 10L, "");

    private static final WorkerView ILL =
            new WorkerView(
                    2,
                    "n/2[8]",
                    "16-23,48-55",
                    "1",
                    "GPU-1d",
                    "NVIDIA A100",
                    "535",
                    9L,
                    10L,
                    "2 uncorrectable memory errors");

    private static ManagerView manager(List<WorkerView> workers) {
        return new ManagerView("m", "block-1", "n1", true, 1, 0, 0, false, 0, workers);
    }

    @Test
    void eachWorkerHasALine() {
        List<String> lines = WorkerRows.of(List.of(manager(List.of(WELL, ILL))));

        assertThat(lines).hasSize(3);
        assertThat(lines.get(1))
                .containsSubsequence(
                        "n1",
                        "1",
                        "24-31,56-63",
                        "GPU-5c",
                        "NVIDIA A100",
                        "9 of 10 MiB",
                        "535",
                        "up");
        assertThat(lines.get(2)).containsSubsequence("16-23,48-55", "GPU-1d", "quarantine");
    }

    @Test
    void whatNobodyTellsIsADash() {
        WorkerView plain = new WorkerView(1, "", "0-3", "", "", "", "", null, null, "");

        assertThat(WorkerRows.of(List.of(manager(List.of(plain)))).get(1))
                .matches("n1 +1 +0-3 +- +- +- +- +- *");
        assertThat(WorkerRows.of(List.of(manager(List.of())))).isEmpty();
    }

    @Test
    void manyAreCounted() {
        List<WorkerView> many = IntStream.range(0, 20).mapToObj(_ -> WELL).toList();

        assertThat(WorkerRows.of(List.of(manager(many))))
                .hasSize(18)
                .last()
                .asString()
                .contains("and 4 more, see --json");
    }

    @Test
    void whatIsIllIsAWarningOnceForAllItsWorkers() {
        List<String> warnings =
                new Warnings().managers(List.of(manager(List.of(WELL, ILL, ILL))), List.of()).all();

        assertThat(warnings)
                .singleElement()
                .asString()
                .contains(
                        "accelerator 1 of n1 (GPU-1d)",
                        "2 uncorrectable memory errors",
                        "operators");
    }

    @Test
    void asJsonTheyAreTheManagersWorkers() {
        String text = Json.write(manager(List.of(WELL)));

        assertThat(text)
                .contains("\"workers\":[{\"slot\":1", "\"free_mib\":9", "\"quarantine\":\"\"");
        assertThat(Json.read(text).path("workers").size()).isEqualTo(1);
    }
}

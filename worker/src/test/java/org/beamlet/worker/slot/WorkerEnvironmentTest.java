package org.beamlet.worker.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkerEnvironmentTest {
    private static Map<String, String> of(Map<String, String> parent) {
        return WorkerEnvironment.of(parent, 3, "3-python", false);
    }

    @Test
    void whatWorkerInitExportedIsForFunctions() {
        Map<String, String> parent =
                Map.of(
                        WorkerEnvironment.BEFORE,
                        "PATH AWS_SECRET_ACCESS_KEY HOME ",
                        "PATH",
                        "/bin",
                        "AWS_SECRET_ACCESS_KEY",
                        "s",
                        "TOMOPY_USE_C",
                        "1",
                        "BEAMLET_PYTHON",
                        "/env/bin/python");

        assertThat(of(parent))
                .containsEntry("TOMOPY_USE_C", "1")
                .containsOnlyKeys("PATH", "TOMOPY_USE_C", "BEAMLET_SLOT", "BEAMLET_WORKER");
    }
}

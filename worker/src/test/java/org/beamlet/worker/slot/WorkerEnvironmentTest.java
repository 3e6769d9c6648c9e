package org.beamlet.worker.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void whatChangesAJvmIsForOthersAlone(@TempDir Path folder) {
        Map<String, String> loaded =
                Map.of(
                        WorkerEnvironment.BEFORE,
                        "PATH",
                        "PATH",
                        "/bin",
                        "BEAMLET_KEPT_LD_LIBRARY_PATH",
                        "/rubbish",
                        "BEAMLET_KEPT_JAVA_TOOL_OPTIONS",
                        "-Drubbish");
        WorkerSettings settings = new WorkerSettings(1, "n", folder, List.of(), null);

        assertThat(WorkerEnvironment.of(loaded, settings, new Station(0, Language.PYTHON)))
                .containsEntry("LD_LIBRARY_PATH", "/rubbish")
                .containsEntry("JAVA_TOOL_OPTIONS", "-Drubbish")
                .doesNotContainKey("BEAMLET_KEPT_LD_LIBRARY_PATH");
        assertThat(WorkerEnvironment.of(loaded, settings, new Station(0, Language.JAVA)))
                .containsEntry("BEAMLET_KEPT_LD_LIBRARY_PATH", "/rubbish")
                .containsEntry("BEAMLET_KEPT_JAVA_TOOL_OPTIONS", "-Drubbish")
                .doesNotContainKeys("LD_LIBRARY_PATH", "JAVA_TOOL_OPTIONS");
    }
}

package org.beamlet.worker.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.worker.container.Container;
import org.beamlet.worker.start.WorkerClassPath;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerCommandTest {
    private static final Station STATION = new Station(1, Language.JAVA);

    @TempDir private Path folder;

    @Test
    void optionsOfTheBlockComeLastSoThatTheyWin() {
        List<String> command = WorkerCommand.java(settings("-Xss4m", "-Xmx8g"));

        assertThat(command).containsSubsequence("-Xss512k", "-Xss4m", "-Xmx8g");
        assertThat(command).contains("-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");
    }

    @Test
    void aCollectorOfTheBlockReplacesTheDefaultOne() {
        assertThat(WorkerCommand.java(settings("-XX:+UseParallelGC")))
                .contains("-XX:+UseParallelGC")
                .doesNotContain("-XX:+UseSerialGC");
    }

    @Test
    void theHeapsOfAllSlotsTogetherFitIntoTheNode() {
        WorkerSettings four = new WorkerSettings(4, "n", folder, List.of(), null);

        assertThat(WorkerCommand.java(four)).contains("-XX:MaxRAMPercentage=18");
    }

    @Test
    void theCacheIsNamedOnlyWhereThereIsOne() {
        Path cache = Path.of("/c/worker.aot");

        assertThat(WorkerCommand.of(settings(), STATION, "x.jar", Optional.of(cache)))
                .contains("-XX:AOTCache=/c/worker.aot");
        assertThat(WorkerCommand.of(settings(), STATION, "x.jar", Optional.empty()))
                .noneMatch(option -> option.startsWith("-XX:AOT"));
    }

    @Test
    void aSitesOptionsComeAfterOurOwnSoThatTheyHold() {
        WorkerSettings own =
                new WorkerSettings(
                        1, "n", folder, List.of("-XX:Tier3InvocationThreshold=5000"), null);

        List<String> command = WorkerCommand.java(own);

        assertThat(command.lastIndexOf("-XX:Tier3InvocationThreshold=5000"))
                .isGreaterThan(command.indexOf("-XX:Tier3InvocationThreshold=400"));
    }

    @Test
    void aWildcardIsSpeltOutInOrder() throws Exception {
        for (String name : List.of("b.jar", "a.jar", "notes.txt")) {
            Files.createFile(folder.resolve(name));
        }

        String expanded = WorkerClassPath.expand("main.jar" + File.pathSeparator + folder + "/*");

        assertThat(expanded.split(File.pathSeparator, -1))
                .containsExactly("main.jar", folder + "/a.jar", folder + "/b.jar");
    }

    @Test
    void aMissingFolderOfTheClassPathIsNamed() {
        assertThatThrownBy(() -> WorkerClassPath.expand(folder + "/gone/*"))
                .isInstanceOf(BeamletException.class)
                .hasMessageContaining(folder + "/gone/*");
    }

    @Test
    void onlyListedVariablesReachAWorker() {
        Map<String, String> parent =
                Map.of(
                        "PATH", "/bin",
                        "LC_ALL", "C.UTF-8",
                        "CUDA_VISIBLE_DEVICES", "1",
                        "BEAMLET_TOKEN", "hush",
                        "AWS_SECRET_ACCESS_KEY", "hush",
                        "JAVA_TOOL_OPTIONS", "-Dhush",
                        "LD_PRELOAD", "hush.so");

        assertThat(WorkerEnvironment.of(parent, 3, "3-python", false))
                .containsOnly(
                        Map.entry("PATH", "/bin"),
                        Map.entry("LC_ALL", "C.UTF-8"),
                        Map.entry("CUDA_VISIBLE_DEVICES", "1"),
                        Map.entry("BEAMLET_SLOT", "3"),
                        Map.entry("BEAMLET_WORKER", "3-python"));
    }

    @Test
    void launchersOfRanksFindTheirJobAndContainersNoFoldersOfTheNode() {
        Map<String, String> parent =
                Map.of(
                        "PATH", "/bin",
                        "PYTHONPATH", "/lab",
                        "SLURM_JOB_NODELIST", "n[1-2]",
                        "SLURM_JWT", "hush",
                        "PALS_APID", "7");
        Container container = new Container("docker", "i", "", List.of());

        assertThat(WorkerEnvironment.of(parent, settings(true, null), STATION))
                .containsKeys("PATH", "BEAMLET_KEPT_PYTHONPATH", "SLURM_JOB_NODELIST", "PALS_APID")
                .doesNotContainKey("SLURM_JWT");
        assertThat(WorkerEnvironment.of(parent, settings(false, container), STATION))
                .containsOnlyKeys("PATH", "BEAMLET_SLOT", "BEAMLET_WORKER", "BEAMLET_CORES");
    }

    private WorkerSettings settings(boolean mpi, @Nullable Container container) {
        return new WorkerSettings(
                1,
                "n",
                folder,
                List.of(),
                null,
                WorkerLimits.NONE,
                Pinning.NONE,
                false,
                mpi,
                container);
    }

    private WorkerSettings settings(String... options) {
        return new WorkerSettings(1, "n", folder, List.of(options), null);
    }
}

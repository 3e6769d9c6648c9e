package org.beamlet.worker.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.beamlet.protocol.error.BeamletException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainedProgramTest {
    private static final ContainedProgram PROGRAM =
            new ContainedProgram(
                    "beamlet-1",
                    Path.of("/scratch/my node"),
                    Path.of("/scratch/my node/worker-1.sh"),
                    List.of(Path.of("/opt/jdk"), Path.of("/data")),
                    Set.of("PATH", "HOME", "CUDA_VISIBLE_DEVICES", "LAB"),
                    Optional.of("0-3"),
                    2_000_000_000);

    private static Container of(String type, String image, String options) {
        return new Container(type, image, options, List.of());
    }

    @Test
    void dockerIsGivenTheFoldersTheNamesOfVariablesAndTheLimits() {
        Container docker = of("docker", "lab/image:1", "--gpus all -e X=\"$Y\"");

        assertThat(PROGRAM.shell(docker))
                .isEqualTo(
                        "exec docker run --rm -i --name beamlet-1 --user %d:%d"
                                        .formatted(ThisUser.uid(), ThisUser.gid())
                                + " -w '/scratch/my node' -v '/scratch/my node:/scratch/my node'"
                                + " -v /opt/jdk:/opt/jdk:ro -v /data:/data:ro"
                                + " -e CUDA_VISIBLE_DEVICES -e LAB --cpuset-cpus=0-3"
                                + " --memory=2000000000b --gpus all -e X=\"$Y\" lab/image:1"
                                + " /bin/sh '/scratch/my node/worker-1.sh'");
        assertThat(PROGRAM.end(docker)).containsExactly("docker", "rm", "-f", "beamlet-1");
    }

    @Test
    void apptainerHasTheEnvironmentAndEndsWithItsProcesses() {
        Container apptainer = of("apptainer", "docker://lab/image", "--nv");

        assertThat(PROGRAM.shell(apptainer))
                .isEqualTo(
                        "exec apptainer exec --pwd '/scratch/my node' --bind '/scratch/my node'"
                                + " --bind /opt/jdk:/opt/jdk:ro --bind /data:/data:ro --nv"
                                + " docker://lab/image /bin/sh '/scratch/my node/worker-1.sh'");
        assertThat(PROGRAM.end(apptainer)).isEmpty();
        assertThat(PROGRAM.shell(of("singularity", "i", ""))).startsWith("exec singularity exec");
    }

    @Test
    void anOwnCommandSaysWhereTheWorkerGoes() {
        Container own =
                of(
                        "custom",
                        "",
                        "shifter -v {EXECUTOR_RUNDIR}:{EXECUTOR_RUNDIR} {BEAMLET_MOUNTS} --"
                                + " {EXECUTOR_LAUNCH_CMD}");

        assertThat(PROGRAM.shell(own))
                .isEqualTo(
                        "shifter -v '/scratch/my node':'/scratch/my node' -v /opt/jdk:/opt/jdk:ro"
                                + " -v /data:/data:ro -- /bin/sh '/scratch/my node/worker-1.sh'");
        assertThat(PROGRAM.end(own)).isEmpty();
    }

    @Test
    void aMissingProgramOrImageIsToldBeforeAnythingStarts(@TempDir Path folder) throws Exception {
        Files.createFile(
                folder.resolve("apptainer"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        String path = "/no/such:" + folder;

        assertThatThrownBy(() -> of("podman", "i", "").require("n1", path))
                .isInstanceOf(BeamletException.class)
                .hasMessageContainingAll("n1 has no program podman", "worker_init");
        assertThatThrownBy(() -> of("apptainer", "/no/lab.sif", "").require("n1", path))
                .hasMessageContainingAll("n1 has no image /no/lab.sif", "container_uri");
        assertThatCode(() -> of("apptainer", "docker://lab", "").require("n1", path))
                .doesNotThrowAnyException();
        assertThatCode(() -> of("custom", "", "x").require("n1", path)).doesNotThrowAnyException();
    }

    @Test
    void whatIsMountedIsMountedOnce(@TempDir Path folder) throws Exception {
        Path home = folder.resolve("jdk");
        Path java = Files.createDirectories(home.resolve("lib"));
        Path jars = Files.createDirectories(folder.resolve("app/lib"));
        Path settings = Files.createFile(folder.resolve("java.security"));
        Files.createSymbolicLink(java.resolve("java.security"), settings);
        Files.createFile(jars.resolve("a.jar"));

        assertThat(
                        Mounts.of(
                                home,
                                jars + "/a.jar:" + jars + "/b.jar:" + java,
                                List.of("/data", "/data/run")))
                .containsExactlyInAnyOrder(home, jars, settings, Path.of("/data"));
    }
}

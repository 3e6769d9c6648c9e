package org.beamlet.providers.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LauncherTest {
    private static final String COMMAND = "exec echo \"it's $WHO\"";

    @TempDir Path folder;

    static List<Launcher> all() {
        return List.of(
                new Launcher.Simple(),
                new Launcher.Wrapped("nice"),
                new Launcher.SingleNode(false),
                new Launcher.Srun("-c 128"),
                new Launcher.SrunMpi(""),
                new Launcher.MpiExec("--bind-to", ""),
                new Launcher.MpiRun("/bin/bash", ""),
                new Launcher.Aprun("-d 64"),
                new Launcher.Jsrun(""),
                new Launcher.GnuParallel());
    }

    /** Stands in for every program that starts others: prints its options, runs the command. */
    private void pretend(String program) throws IOException {
        Path file = folder.resolve(program);
        String text =
                """
                #!/bin/bash
                if [ %s = parallel ]; then echo "told: $*"; while read -r l; do bash -c "$l"; done; exit; fi
                told=""
                while [ "$1" != /bin/bash ]; do told="$told $1"; shift; done
                echo "told:$told"
                "$@"
                """
                        .formatted(program);
        Files.writeString(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private String run(Launcher launcher, int nodes) throws IOException, InterruptedException {
        for (String program : List.of("srun", "mpiexec", "mpirun", "aprun", "jsrun", "parallel")) {
            pretend(program);
        }
        ProcessBuilder bash =
                new ProcessBuilder("bash", "-e", "-c", launcher.launch(COMMAND, nodes))
                        .directory(folder.toFile())
                        .redirectErrorStream(true);
        bash.environment().put("PATH", folder + ":" + System.getenv("PATH"));
        bash.environment().put("WHO", "node");
        bash.environment().put("JOBNAME", "block-1");
        bash.environment().remove("PBS_NODEFILE");
        Process process = bash.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    @ParameterizedTest
    @MethodSource("all")
    void theCommandReachesTheNodeAsItIs(Launcher launcher)
            throws IOException, InterruptedException {
        assertThat(run(launcher, 1)).contains("it's node\n");
        assertThat(launcher.type()).endsWith("Launcher");
    }

    @Test
    void eachProgramIsToldOfAllNodes() throws IOException, InterruptedException {
        assertThat(run(new Launcher.Srun("-c 128"), 3)).contains("told: --ntasks 3 -l -c 128\n");
        assertThat(run(new Launcher.SrunMpi(""), 2))
                .contains("told: --exclusive --nodes 1 -l\n")
                .containsPattern("(?s)it's node.*it's node");
        assertThat(run(new Launcher.MpiExec("--cpu-bind", "--ppn 1"), 3))
                .contains("told: --cpu-bind none --ppn 1 -n 3 --hostfile block-1.nodes\n");
        assertThat(run(new Launcher.MpiRun("/bin/bash", ""), 3)).contains("told: -np 3\n");
        assertThat(run(new Launcher.Aprun("-d 64"), 3)).contains("told: -n 3 -N 1 -d 64\n");
        assertThat(run(new Launcher.Jsrun(""), 3)).contains("told: -n 3 -r 1\n");
        assertThat(run(new Launcher.GnuParallel(), 3))
                .contains("--sshloginfile block-1.nodes --jobs 1")
                .containsPattern("(?s)it's node.*it's node.*it's node");
    }
}

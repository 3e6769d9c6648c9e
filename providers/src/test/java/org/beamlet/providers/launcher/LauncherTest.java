package org.beamlet.providers.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs what launchers come to, among programs that note what they are told. */
class LauncherTest {
    private static final String COMMAND = "exec echo \"it's $WHO\"";

    /** As many copies as it is told of, by its own option for that; GNU parallel: one a line. */
    private static final String STUB =
            """
            #!/bin/bash
            program=${0##*/}
            copies=1
            told=""
            while [ $# -gt 0 ] && [ "$1" != /bin/bash ] && [ "$1" != /opt/bash ]; do
                told="$told $1"
                case "$program $1" in
                    "srun --ntasks" | "mpiexec -n" | "mpirun -np" | "aprun -n" | "jsrun -n") copies=$2 ;;
                esac
                shift
            done
            [ "$program" != parallel ] || copies=$(wc -l)
            echo "$program$told" >> told
            echo "${OMPI_MCA_rmaps_base_mapping_policy:-} ${SRUN_CPUS_PER_TASK:-}" >> environment
            [ "$1" != /opt/bash ] || { shift; set -- bash "$@"; }
            for copy in $(seq "$copies"); do "$@"; done
            exit "${FAILS:-0}"
            """;

    @TempDir Path folder;

    private final Map<String, String> environment = new TreeMap<>();

    static List<Launcher> all() {
        return List.of(
                new Launcher.Simple(),
                new Launcher.Wrapped("nice -n 1"),
                new Launcher.SingleNode(false),
                new Launcher.SingleNode(true),
                new Launcher.Srun("-c 128"),
                new Launcher.SrunMpi(""),
                new Launcher.MpiExec("--bind-to", ""),
                new Launcher.MpiExec("--cpu-bind", "--depth=64"),
                new Launcher.MpiRun("/opt/bash", ""),
                new Launcher.Aprun("-d 64"),
                new Launcher.Jsrun(""),
                new Launcher.GnuParallel());
    }

    @BeforeEach
    void programs() throws IOException {
        for (String program : List.of("srun", "mpiexec", "mpirun", "aprun", "jsrun", "parallel")) {
            executable(program, STUB);
        }
        environment.put("PATH", folder + ":" + System.getenv("PATH"));
        environment.put("WHO", "node");
        environment.put("JOBNAME", "block-1");
    }

    private void executable(String program, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(program), text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Process bash(String... arguments) throws IOException, InterruptedException {
        ProcessBuilder bash =
                new ProcessBuilder(arguments).directory(folder.toFile()).redirectErrorStream(true);
        bash.environment()
                .keySet()
                .removeIf(name -> name.matches("(PBS|SLURM|SRUN|COBALT|OMPI)_.*"));
        bash.environment().putAll(environment);
        return bash.start();
    }

    private static String said(Process process) throws IOException, InterruptedException {
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return said;
    }

    private String run(Launcher launcher, int nodes) throws IOException, InterruptedException {
        Process process = bash("bash", "-c", launcher.launch(COMMAND, nodes));
        String said = said(process);
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    private List<String> told() throws IOException {
        return Files.readAllLines(folder.resolve("told"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void bashAcceptsTheTextAndTheCommandReachesTheNodeAsItIs(Launcher launcher)
            throws IOException, InterruptedException {
        Path text = Files.writeString(folder.resolve("text"), launcher.launch(COMMAND, 3));

        assertThat(said(bash("bash", "-n", text.toString()))).isEmpty();
        assertThat(run(launcher, 1)).isEqualTo("it's node\n");
        assertThat(launcher.type()).endsWith("Launcher");
    }

    @ParameterizedTest
    @MethodSource("all")
    void asManyNodeManagersAreStartedAsThereAreNodes(Launcher launcher)
            throws IOException, InterruptedException {
        boolean onlyOne =
                launcher instanceof Launcher.Simple || launcher instanceof Launcher.Wrapped;

        assertThat(run(launcher, 3).lines().filter("it's node"::equals)).hasSize(onlyOne ? 1 : 3);
    }

    @Test
    void eachProgramIsToldOfOneProcessForEachNode() throws IOException, InterruptedException {
        for (Launcher launcher :
                List.of(
                        new Launcher.Srun("-c 128"),
                        new Launcher.SrunMpi(""),
                        new Launcher.MpiExec("--bind-to", "--oversubscribe"),
                        new Launcher.MpiExec("--cpu-bind", "--depth=64"),
                        new Launcher.MpiExec("--cpu-bind", "--depth=64 --ppn 2"),
                        new Launcher.MpiExec("", "-x"),
                        new Launcher.MpiRun("/bin/bash", "-q"),
                        new Launcher.Aprun("-d 64"),
                        new Launcher.Jsrun("-c ALL_CPUS"),
                        new Launcher.GnuParallel())) {
            run(launcher, 2);
        }

        List<String> told = told();
        told.subList(1, 3).sort(null);
        assertThat(told)
                .containsExactly(
                        "srun --ntasks 2 -l -c 128",
                        "srun --exclusive --nodes 1 --ntasks 1 --relative 0 -l",
                        "srun --exclusive --nodes 1 --ntasks 1 --relative 1 -l",
                        "mpiexec --bind-to none --oversubscribe -n 2 --hostfile block-1.nodes",
                        "mpiexec --cpu-bind none --ppn 1 --depth=64 -n 2 --hostfile block-1.nodes",
                        "mpiexec --cpu-bind none --depth=64 --ppn 2 -n 2 --hostfile block-1.nodes",
                        "mpiexec -x -n 2 --hostfile block-1.nodes",
                        "mpirun -np 2 -q",
                        "aprun -n 2 -N 1 -d 64",
                        "jsrun -n 2 -r 1 -c ALL_CPUS",
                        "parallel --quote --joblog block-1.parallel.log --sshloginfile"
                                + " block-1.nodes --jobs 1");
    }

    @ParameterizedTest
    @CsvSource({"'', ppr:1:node", "--map-by node, ''", "-x --npernode 1, ''", "--Name, ppr:1:node"})
    void anMpiThatTakesCoresForSlotsIsToldOtherwiseUnlessTheOptionsSaySo(
            String overrides, String policy) throws IOException, InterruptedException {
        run(new Launcher.MpiExec("--bind-to", overrides), 2);
        run(new Launcher.MpiRun("/bin/bash", overrides), 2);

        assertThat(folder.resolve("environment")).hasContent((policy + " \n").repeat(2));
    }

    @Test
    void theStepsOfAJobHaveTheCpusThatItAskedFor() throws IOException, InterruptedException {
        environment.put("SLURM_CPUS_PER_TASK", "64");

        run(new Launcher.Srun(""), 1);
        run(new Launcher.SrunMpi(""), 1);

        assertThat(folder.resolve("environment")).hasContent(" 64\n 64\n");
    }

    @Test
    void theNodesOfAJobAreEachNamedOnce() throws IOException, InterruptedException {
        executable(
                "scontrol",
                "#!/bin/bash\n[ \"$*\" = 'show hostnames n[1-2]' ] && printf 'n1\\nn2\\n'\n");
        Path nodes = folder.resolve("block-1.nodes");
        Path file = Files.writeString(folder.resolve("nodefile"), "n2\nn1\nn2\n");

        run(new Launcher.MpiExec("--bind-to", ""), 1);
        assertThat(nodes).hasContent("localhost\n");
        run(new Launcher.GnuParallel(), 1);
        assertThat(nodes).hasContent(":\n");
        environment.put("SLURM_JOB_NODELIST", "n[1-2]");
        run(new Launcher.MpiExec("--bind-to", ""), 1);
        assertThat(nodes).hasContent("n1\nn2\n");
        Files.delete(nodes);
        environment.put("COBALT_NODEFILE", file.toString());
        run(new Launcher.MpiExec("--bind-to", ""), 1);
        assertThat(nodes).hasContent("n1\nn2\n");
        Files.delete(nodes);
        environment.put("PBS_NODEFILE", file.toString());
        run(new Launcher.GnuParallel(), 1);
        assertThat(nodes).hasContent("n1\nn2\n");
    }

    @Test
    void whatWasExportedReachesNodesThatAreReachedBySsh() throws IOException, InterruptedException {
        String greeting = "it's \"two\nlines\"";
        environment.put("GREETING", greeting);
        Process process =
                bash(
                        "bash",
                        "-c",
                        new Launcher.GnuParallel().launch("echo \"$GREETING\" > greeting", 1));
        said(process);
        Files.delete(folder.resolve("greeting"));
        environment.remove("GREETING");

        said(bash("bash", folder.resolve("block-1.node.sh").toString()));

        assertThat(folder.resolve("greeting")).hasContent(greeting);
    }

    @ParameterizedTest
    @MethodSource("all")
    void aLauncherThatFailsFailsTheBlock(Launcher launcher)
            throws IOException, InterruptedException {
        environment.put("FAILS", "3");
        Process process = bash("bash", "-c", launcher.launch("exit 3", 2));
        String said = said(process);

        assertThat(process.exitValue()).as(said).isNotZero();
    }
}

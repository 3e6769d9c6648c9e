package org.beamlet.providers.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessCommandRunnerIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir Path folder;

    private final CommandRunner commands = new ProcessCommandRunner();

    private CommandResult shell(String script, Duration limit) {
        return commands.run(List.of("bash", "-c", script), limit);
    }

    @Test
    void aCommandTellsItsExitAndBothOutputs() {
        CommandResult result = shell("echo out; echo err >&2; exit 3", LONG);

        assertThat(result.answered()).isTrue();
        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.stdout()).isEqualTo("out\n");
        assertThat(result.stderr()).isEqualTo("err\n");
        assertThat(result.succeeded()).isFalse();
        assertThat(result.told()).contains("bash -c", "exit 3", ": err");
    }

    @Test
    void aLargeOutputDoesNotBlock() {
        assertThat(shell("head -c 3000000 /dev/zero | tr '\\0' x; echo >&2", LONG).stdout())
                .hasSize(3_000_000);
    }

    @Test
    void aCommandThatHangsIsNoAnswerAndItsWholeGroupIsKilled() throws Exception {
        Path pid = folder.resolve("pid");

        CommandResult result =
                shell("sleep 600 & echo $! > '" + pid + "'; wait", Duration.ofSeconds(5));

        assertThat(result.answered()).isFalse();
        assertThat(result.succeeded()).isFalse();
        assertThat(result.told()).contains("no answer within PT5S");
        long child = Long.parseLong(Files.readString(pid).strip());
        ProcessHandle.of(child).ifPresent(left -> left.onExit().join());
        assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void aChildThatKeepsThePipeOpenDoesNotHoldTheCallerUp() {
        CommandResult result = shell("sleep 600 & echo $!", LONG);

        assertThat(result.succeeded()).isTrue();
        long child = Long.parseLong(result.stdout().strip());
        assertThat(ProcessHandle.of(child).filter(ProcessHandle::destroyForcibly)).isPresent();
    }

    @Test
    void aProgramThatIsNotThereSaysSo() {
        CommandResult result = commands.run(List.of("no-such-program"), LONG);

        assertThat(result.succeeded()).isFalse();
        assertThat(result.stderr()).contains("no-such-program");
    }

    @Test
    void aCommandOfABatchSystemFindsNoSecretsAndNothingOfAnotherJob() {
        List<String> needed =
                List.of(
                        "HOME",
                        "KRB5CCNAME",
                        "LANG",
                        "PBS_CONF_FILE",
                        "SBATCH_ACCOUNT",
                        "SLURM_CLUSTERS",
                        "SLURM_CONF",
                        "SLURM_JWT");
        List<String> ofTheOuterJob =
                List.of(
                        "SLURM_JOB_ID",
                        "SLURM_MEM_PER_CPU",
                        "SLURM_CPU_BIND",
                        "SLURM_TIME_FORMAT",
                        "SQUEUE_STATES",
                        "SACCT_FORMAT");
        List<String> secret =
                List.of(
                        "BEAMLET_TOKEN",
                        "BEAMLET_CLIENT_SECRET_FILE",
                        "aws_secret",
                        "X_TOKEN",
                        "API_KEY",
                        "OPENAI_APIKEY",
                        "PGPASSWORD",
                        "SSH_PASSPHRASE",
                        "GOOGLE_APPLICATION_CREDENTIALS");
        Map<String, String> environment = new HashMap<>();
        environment.put("PATH", System.getenv("PATH"));
        needed.forEach(name -> environment.put(name, "x"));
        secret.forEach(name -> environment.put(name, "x"));
        ofTheOuterJob.forEach(name -> environment.put(name, "x"));

        String said =
                ProcessCommandRunner.forBatchSystem(environment).run(List.of("env"), LONG).stdout();

        assertThat(said.lines().map(line -> line.split("=", 2)[0]))
                .containsAll(needed)
                .contains("PATH")
                .doesNotContainAnyElementsOf(secret)
                .doesNotContainAnyElementsOf(ofTheOuterJob);
    }
}

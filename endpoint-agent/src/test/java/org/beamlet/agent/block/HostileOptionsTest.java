package org.beamlet.agent.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.config.ProviderConfig;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.json.Json;
import org.beamlet.providers.BlockRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No option becomes a command or a second directive: it is refused by its name, or it is one word
 * wherever it stands.
 */
class HostileOptionsTest {
    /** In each, the canary is a file that nobody but a shell would make. */
    private static final List<String> HOSTILE =
            List.of(
                    "x; touch CANARY",
                    "x;touch${IFS}CANARY",
                    "x && touch CANARY",
                    "x | touch CANARY",
                    "x & touch CANARY",
                    "$(touch CANARY)",
                    "`touch CANARY`",
                    "x\ntouch CANARY",
                    "x\n#SBATCH --account=other\n#PBS -A other\n#COBALT -A other",
                    "x\r\ntouch CANARY\r\n",
                    "x\u2028touch CANARY",
                    "x\u0000touch CANARY",
                    "x\u0007",
                    "x\" --account=other --wrap=\"touch CANARY",
                    "x --account=other",
                    "x' ; touch CANARY ; '",
                    "\" ; touch CANARY ; \"",
                    "x' \\",
                    "\\",
                    "'",
                    "x > CANARY",
                    "> CANARY",
                    "<(touch CANARY)",
                    "x # no more",
                    "${x:=$(touch CANARY)}",
                    "$'\\x60touch CANARY\\x60'",
                    "x\\\n touch CANARY",
                    "{touch,CANARY}",
                    "-x",
                    "x y z");

    private static final Map<String, List<String>> PROVIDERS =
            Map.of(
                    "SlurmProvider",
                    List.of(
                            "partition",
                            "account",
                            "qos",
                            "constraint",
                            "clusters",
                            "gpus_per_node",
                            "gres",
                            "cores_per_node",
                            "mem_per_node",
                            "exclusive",
                            "scheduler_options",
                            "walltime",
                            "cmd_timeout",
                            "status_batch_size",
                            "regex_job_id"),
                    "PBSProProvider",
                    List.of(
                            "queue",
                            "account",
                            "cpus_per_node",
                            "select_options",
                            "scheduler_options",
                            "walltime",
                            "cmd_timeout"),
                    "TorqueProvider",
                    List.of(
                            "queue",
                            "account",
                            "cpus_per_node",
                            "node_properties",
                            "scheduler_options",
                            "walltime",
                            "cmd_timeout"),
                    "CobaltProvider",
                    List.of("queue", "account", "scheduler_options", "walltime", "cmd_timeout"),
                    "LocalProvider",
                    List.of());

    private static final List<String> EVERY_PROVIDER =
            List.of("nodes_per_block", "init_blocks", "min_blocks", "max_blocks", "parallelism");

    /** Without {@code prepend}, which is shell text. */
    private static final Map<String, List<String>> LAUNCHERS =
            Map.of(
                    "SimpleLauncher", List.of(),
                    "SingleNodeLauncher", List.of("fail_on_any"),
                    "SrunLauncher", List.of("overrides"),
                    "SrunMPILauncher", List.of("overrides"),
                    "MpiExecLauncher", List.of("bind_cmd", "overrides"),
                    "MpiRunLauncher", List.of("bash_location", "overrides"),
                    "AprunLauncher", List.of("overrides"),
                    "JsrunLauncher", List.of("overrides"),
                    "GnuParallelLauncher", List.of(),
                    "WrappedLauncher", List.of());

    @TempDir Path folder;

    record Case(String type, String key) {}

    static Stream<Case> providerOptions() {
        return PROVIDERS.entrySet().stream()
                .flatMap(entry ->
                        Stream.concat(entry.getValue().stream(), EVERY_PROVIDER.stream())
                                .map(key -> new Case(entry.getKey(), key)));
    }

    static Stream<Case> launcherOptions() {
        return LAUNCHERS.entrySet().stream()
                .flatMap(entry ->
                        entry.getValue().stream().map(key -> new Case(entry.getKey(), key)));
    }

    private static ProviderConfig read(Map<String, Object> provider) {
        String file =
                Json.write(
                        Json.mapper()
                                .valueToTree(
                                        Map.of(
                                                "engine",
                                                Map.of(
                                                        "type",
                                                        "GlobusComputeEngine",
                                                        "provider",
                                                        provider))));
        return ConfigReader.parse(file, "config.yaml").engine().provider();
    }

    private String hostile(String value) {
        return value.replace("CANARY", folder.resolve("canary").toString());
    }

    private BlockRequest block(ProviderConfig config) throws IOException {
        Path blocks = Files.createDirectories(folder.resolve("block-1"));
        return new BlockRequest(
                "block-1",
                blocks,
                config.blocks().nodesPerBlock(),
                config.workerInit(),
                "true 'it'\\''s'",
                config.launcher());
    }

    /** Runs what a configuration comes to; {@return its directives} */
    private List<String> comesTo(ProviderConfig config) throws IOException, InterruptedException {
        String script = Providers.script(config, block(config)).orElseThrow();
        StubSite site = new StubSite(folder);
        assertThat(site.run(script)).as(script).isNotEqualTo(2);
        assertThat(folder.resolve("canary")).as(script).doesNotExist();
        return script.lines().filter(line -> line.matches("#(SBATCH|PBS|COBALT) .*")).toList();
    }

    private void tries(Map<String, Object> harmless, Map<String, Object> hostile, String key)
            throws IOException, InterruptedException {
        ProviderConfig config;
        try {
            config = read(hostile);
        } catch (BeamletException refused) {
            assertThat(refused).hasMessageContaining("." + key + " ");
            return;
        }
        List<String> usual = comesTo(read(harmless));
        List<String> directives = comesTo(config);
        int more = key.equals("exclusive") ? 1 : 0;
        assertThat(directives.size()).isBetween(usual.size(), usual.size() + 1 + more);
        assertThat(directives)
                .map(line -> line.replaceAll("\"[^\"]*\"", "quoted"))
                .noneMatch(line -> line.matches(".* (--account=|-A )other.*"));
    }

    @ParameterizedTest
    @MethodSource("providerOptions")
    void noOptionOfAProviderIsACommand(Case one) throws IOException, InterruptedException {
        for (String value : HOSTILE) {
            tries(
                    Map.of("type", one.type()),
                    Map.of("type", one.type(), one.key(), hostile(value)),
                    one.key());
        }
    }

    @ParameterizedTest
    @MethodSource("launcherOptions")
    void noOptionOfALauncherIsACommand(Case one) throws IOException, InterruptedException {
        for (String value : HOSTILE) {
            tries(
                    Map.of("type", "SlurmProvider", "launcher", Map.of("type", one.type())),
                    Map.of(
                            "type",
                            "SlurmProvider",
                            "launcher",
                            Map.of("type", one.type(), one.key(), hostile(value))),
                    one.key());
        }
    }

    @Test
    void aValueIsOneWordOfTheCommandThatSubmits() throws IOException {
        for (String type : List.of("PBSProProvider", "TorqueProvider", "CobaltProvider")) {
            ProviderConfig config = read(Map.of("type", type, "queue", "-I", "account", "-x"));

            assertThat(Providers.submission(config, block(config)))
                    .containsSequence("-q", "-I")
                    .containsSequence("-A", "-x");
        }
    }

    @Test
    void optionsOfALauncherMayBeQuotedAndNameVariables() throws Exception {
        ProviderConfig config =
                read(
                        Map.of(
                                "type",
                                "SlurmProvider",
                                "launcher",
                                Map.of(
                                        "type",
                                        "SrunLauncher",
                                        "overrides",
                                        "-c $CPUS --comment='a; b' --gpu-bind=map_gpu:\"0,1\" x#1")));
        StubSite site = new StubSite(folder);
        site.variable("CPUS", "8");

        assertThat(site.run(Providers.script(config, block(config)).orElseThrow())).isZero();

        assertThat(site.told("srun").getFirst())
                .containsSubsequence("-c", "8", "--comment=a; b", "--gpu-bind=map_gpu:0,1", "x#1");
    }
}

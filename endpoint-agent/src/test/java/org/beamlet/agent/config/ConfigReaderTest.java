package org.beamlet.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.providers.launcher.Launcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {
    private static final String SMALLEST =
            """
            engine:
              type: GlobusComputeEngine
              provider:
                type: LocalProvider
            """;

    private static EndpointConfig parse(String text) {
        return ConfigReader.parse(text, "config.yaml");
    }

    private static void refuses(String text, String... said) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(BeamletException.class)
                .hasMessageContainingAll(said);
    }

    @Test
    void theConfigurationOfANewEndpointHasTheValuesThatItShows() {
        EndpointConfig config = parse(DefaultConfig.text("Lab: \"1\"", 3));

        assertThat(config.displayName()).contains("Lab: \"1\"");
        assertThat(config.heartbeatPeriod()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.engine().maxWorkersPerNode()).isEqualTo(3);
        assertThat(config.engine().prefetchCapacity()).isEqualTo(3);
        assertThat(config.engine().provider().blocks()).isEqualTo(new BlockConfig(1, 0, 1, 1, 1));
        assertThat(config.capacity()).isEqualTo(6);
        assertThat(config.taken(false)).isEqualTo(6);
        assertThat(config.taken(true)).isEqualTo(10_006);
    }

    @Test
    void whatIsLeftOutHasADefault() {
        EndpointConfig config = parse(SMALLEST);

        assertThat(config.displayName()).isEmpty();
        assertThat(config.allowedFunctions()).isEmpty();
        assertThat(config.engine().address()).isEqualTo(new AddressConfig.Fixed("127.0.0.1"));
        assertThat(config.engine().maxRetriesOnSystemFailure()).isEmpty();
        assertThat(config.engine().provider().launcher()).isEqualTo(new Launcher.SingleNode(false));
    }

    @Test
    void theLeaseAndTheDataRootsAreRead() {
        EndpointConfig config =
                parse("agent_lost_after: 600\ndata:\n  xpcs: /eagle/xpcs\n" + SMALLEST);

        assertThat(config.agentLostAfter()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.dataRoots()).isEqualTo(Map.of("xpcs", Path.of("/eagle/xpcs")));
        assertThat(parse(SMALLEST).agentLostAfter()).isEqualTo(Duration.ofMinutes(30));
        assertThat(parse(SMALLEST).dataRoots()).isEmpty();
    }

    @Test
    void aLeaseShorterThanThreeReportsAndRootsWithoutNameOrPathAreRefused() {
        refuses("agent_lost_after: 60\n" + SMALLEST, "agent_lost_after", "three of heartbeat");
        refuses("data: {XPCS: /x}\n" + SMALLEST, "data.XPCS", "lower-case");
        refuses("data: {xpcs: relative}\n" + SMALLEST, "data.xpcs", "absolute path");
    }

    @Test
    void everyKeyIsRead() {
        EndpointConfig config =
                parse(
                        """
                        display_name: Beamline
                        allowed_functions: [0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69]
                        heartbeat_period: 7.5
                        idle_heartbeats_soft: 3
                        idle_heartbeats_hard: 2
                        endpoint_setup: make
                        endpoint_teardown: make clean
                        take_ahead: 50
                        debug: true
                        engine:
                          type: GlobusComputeEngine
                          max_workers_per_node: 4
                          prefetch_capacity: 9
                          max_retries_on_system_failure: 5
                          address: 10.1.2.3
                          worker_port: 50123
                          heartbeat_period: 2
                          heartbeat_threshold: 8
                          working_dir: work
                          job_status_kwargs:
                            {strategy: htex_auto_scale, max_idletime: 45, strategy_period: 3}
                          manager_selector: {type: BlockIdManagerSelector}
                          cpu_affinity: "list:0-3:4:5:6,7"
                          available_accelerators: [a, b, c, d]
                          cores_per_worker: 0.5
                          mem_per_worker: 2.5
                          task_timeout: 1200
                          drain_period: 600
                          run_in_sandbox: true
                          allowed_serializers: [globus_compute_sdk.*Code, globus_compute_sdk.*Data]
                          container_type: apptainer
                          container_uri: site.sif
                          container_cmd_options: -B /data
                          worker_java_options: [-Xmx4g]
                          worker_init_timeout: 90
                          provider:
                            type: LocalProvider
                            init_blocks: 2
                            min_blocks: 1
                            max_blocks: 3
                            nodes_per_block: 1
                            parallelism: 0.5
                            worker_init: module load cuda
                            launcher:
                              type: SimpleLauncher
                        """);

        assertThat(config.allowedFunctions())
                .contains(Set.of(FunctionId.parse("0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69")));
        assertThat(config.heartbeatPeriod()).isEqualTo(Duration.ofMillis(7500));
        assertThat(config.idle()).isEqualTo(new IdleConfig(3, 2));
        assertThat(config.idle().hardest()).isEqualTo(4);
        assertThat(config.hooks())
                .isEqualTo(new HookConfig(Optional.of("make"), Optional.of("make clean")));
        assertThat(config.taken(true)).isEqualTo(config.capacity() + 50);
        assertThat(config.debug()).isTrue();
        assertThat(config.engine())
                .isEqualTo(
                        new EngineConfig(
                                EngineType.COMPUTE,
                                new ProviderConfig.Local(
                                        new BlockConfig(2, 1, 3, 1, 0.5),
                                        "module load cuda",
                                        new Launcher.Simple()),
                                4,
                                9,
                                OptionalInt.of(5),
                                new AddressConfig.Fixed("10.1.2.3"),
                                new PortRange(50123, 50123),
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(8),
                                "work",
                                new ScalingConfig(
                                        ScalingConfig.Strategy.HTEX_AUTO_SCALE,
                                        Optional.of(Duration.ofSeconds(45)),
                                        Optional.of(Duration.ofSeconds(3)),
                                        ScalingConfig.Selector.NEWEST_BLOCK),
                                new WorkerConfig(
                                        new CpuAffinity.Groups(List.of("0-3", "4", "5", "6,7")),
                                        List.of("a", "b", "c", "d"),
                                        new AcceleratorUse(false, true),
                                        0.5,
                                        OptionalDouble.of(2.5),
                                        OptionalInt.empty(),
                                        Optional.of(Duration.ofMinutes(20)),
                                        Optional.of(Duration.ofMinutes(10)),
                                        true,
                                        List.of(
                                                "globus_compute_sdk.*Code",
                                                "globus_compute_sdk.*Data"),
                                        Optional.of(
                                                new ContainerConfig(
                                                        ContainerConfig.Kind.APPTAINER,
                                                        "site.sif",
                                                        "-B /data")),
                                        List.of("-Xmx4g"),
                                        Duration.ofSeconds(90)),
                                Optional.empty(),
                                Optional.empty()));
    }

    @Test
    void allFaultsAreToldAtOnceWithTheirLines() {
        refuses(
                """
                display_nam: x
                heartbeat_period: soon
                engine:
                  type: GlobusComputeEngine
                  max_workers_per_node: 0
                  provider:
                    type: LocalProvider
                    init_blocks: 5
                """,
                "line 1: display_nam is not a known key; did you mean 'display_name'?",
                "line 2: heartbeat_period is 'soon'; use a number",
                "line 5: engine.max_workers_per_node is 0; use 1 to 4096",
                "line 8: engine.provider.init_blocks is 5, more than max_blocks 1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    heartbeat_period: 1             | use 5 to 3600
                    heartbeat_period: [1]           | has several values
                    heartbeat_period: NaN           | use 5 to 3600
                    allowed_functions: x            | is not a list
                    allowed_functions: [x]          | holds 'x'
                    allowed_functions: [0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69@12] | UUID@SHA-256
                    public: perhaps                 | use true or false
                    allowed_functions: [[x]]        | has an item that is no text
                    high_assurance: true            | is Globus Auth's
                    multi_user: true                | is not said any more
                    executors: [x]                  | write engine
                    email: a@b                      | belongs to a manager endpoint
                    stdout: here                    | is agent.log
                    idle_heartbeats_soft: -1        | use 0 to
                    display_name: a!display_name    | line 1
                    "? [a]: b"                      | is not YAML
                    "display_name: 'x"              | is not YAML
                    """)
    void aFaultOfTheTopLevelIsNamed(String line, String said) {
        String text = line.replace("a!", "a\n") + "\n" + SMALLEST;
        if (line.contains("a!")) {
            refuses(text.replace("display_name\n", "display_name: b\n"), "stands twice");
        } else {
            refuses(text, said);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    max_workers_per_node: 1.5       | use a whole number
                    prefetch_capacity: -1           | use 0 to 100000
                    max_retries_on_system_failure: x | use a number
                    address: a b                    | give a host name
                    worker_port: 70000              | use 0 to 65535
                    heartbeat_threshold: 30         | less than two of heartbeat_period
                    container_type: docker          | container_uri is missing
                    container_type: lxc             | use docker, podman
                    container_uri: x                | container_type is missing
                    container_type: custom          | has no {EXECUTOR_LAUNCH_CMD}
                    cpu_affinity: list:a            | use none, block
                    available_accelerators: -1      | use 0 to 4096
                    available_accelerators: [a b]   | holds 'a b'
                    available_accelerators: [0, GPU-5c89852c] | mixes numbers and UUIDs of GPUs
                    available_accelerators: [GPU-5c89852c, MIG-e07a497d] | mixes UUIDs of GPUs and UUIDs of MIG
                    available_accelerators: [-1]    | negative
                    available_accelerators: ["0,0"] | one device twice
                    available_accelerators: ["MIG-a,MIG-b"] | only one MIG device
                    workers_per_accelerator: 0      | use 1 to 64
                    strategy: fast                  | use simple, htex_auto_scale, none
                    strategy: {type: Other}         | is not a valid strategy
                    manager_selector: Other         | use RandomManagerSelector or BlockIdManagerSelector
                    manager_selector: {type: Other} | is not a valid manager_selector
                    manager_selector: {type: RandomManagerSelector, x: 1} | x is not a known key
                    job_status_kwargs: {x: 1}       | x is not a known key
                    enable_mpi_mode: true           | needs `type: GlobusMPIEngine`
                    mpi_launcher: srun              | needs `type: GlobusMPIEngine`
                    allowed_serializers: [a b]      | give names such as
                    allowed_serializers: [globus_compute_sdk.*Data] | has none for functions
                    allowed_serializers: [globus_compute_sdk.serialize.DillCode] | has none for arguments
                    worker_java_options: [Xmx4g]    | holds 'Xmx4g'
                    worker_java_options: [-cp, /x]  | write one option of the JVM an item
                    worker_java_options: [-a -b]    | holds '-a -b'
                    worker_init_timeout: 0          | use 1 to 86400
                    storage_access: [x]             | remove it
                    max_worker_per_node: 1          | did you mean 'max_workers_per_node'?
                    """)
    void aFaultOfTheEngineIsNamed(String line, String said) {
        refuses(SMALLEST.replace("  provider:", "  " + line + "\n  provider:"), said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    max_blocks: 0                   | use 1 to 10000
                    min_blocks: 2                   | more than max_blocks 1
                    nodes_per_block: 2              | this machine is one node
                    parallelism: 2                  | use 0 to 1
                    walltime: 00:10:00              | has no meaning on this machine
                    launcher: {type: WrappedLauncher} | say what goes in front
                    launcher: {type: SrunLauncher, bind_cmd: x} | is not a known key
                    launcher: {type: SimpelLauncher} | did you mean 'SimpleLauncher'?
                    launcher: {}                    | type is missing
                    launcher: x                     | is not a mapping
                    """)
    void aFaultOfTheProviderIsNamed(String line, String said) {
        refuses(SMALLEST + "    " + line + "\n", said);
    }

    @Test
    void anEngineOrAProviderOfAnotherTypeIsRefusedWithTheReason() {
        refuses(
                SMALLEST.replace("GlobusComputeEngine", "HighThroughputEngine"),
                "write GlobusComputeEngine");
        refuses(
                SMALLEST.replace("GlobusComputeEngine", "ThreadPoolEngine"),
                "the workers of ThreadPoolEngine are on this machine");
        refuses(SMALLEST.replace("LocalProvider", "SlurmProvder"), "did you mean 'SlurmProvider'?");
        refuses(
                SMALLEST.replace("LocalProvider", "Magic"),
                "'Magic' is not a valid provider. Valid options are: LocalProvider");
    }

    @Test
    void whatAsksForNothingMayStand() {
        assertThat(
                        parse(
                                SMALLEST.replace("  provider:", "  encrypted: true\n  provider:")
                                        + "high_assurance: false\ndisplay_name:\n"))
                .isEqualTo(parse(SMALLEST));
    }

    @Test
    void aFileWithoutAnEngineIsRefused() {
        refuses("", "engine is missing");
        refuses("display_name: x\n", "engine is missing");
    }

    @Test
    void aTagThatAsksForAnObjectIsRefused() {
        refuses(
                "display_name: !!javax.script.ScriptEngineManager x\n" + SMALLEST,
                "tag is not allowed");
        refuses("display_name: !custom x\n" + SMALLEST, "the tag !custom is not allowed");
    }

    @Test
    void aBombOfAliasesAndAnAliasToItselfAreRefusedQuickly() {
        StringBuilder bomb = new StringBuilder("a: &a [x, x]\n");
        for (char c = 'b'; c < 'z'; c++) {
            bomb.append("%c: &%c [*%c, *%c]\n".formatted(c, c, c - 1, c - 1));
        }
        refuses(bomb.toString(), "config.yaml");
        refuses("a: &a [*a, *a, *a]\n" + SMALLEST, "a is not a known key");
    }

    @Test
    void aFileTooLargeToBeHonestIsRefused() {
        refuses(SMALLEST + "#" + "x".repeat(300_000), "config.yaml");
    }

    @Test
    void anAllowedFunctionMayBePinnedToTheHashOfItsCode() {
        String id = "0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69";
        String other = "1d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69";
        String hash = "AB".repeat(32);
        EndpointConfig config =
                parse(
                        "allowed_functions: ['%s@%s', '%s']%n%s"
                                .formatted(id, hash, other, SMALLEST));

        assertThat(config.access().allowed().orElseThrow().pins())
                .containsEntry(FunctionId.parse(id), "ab".repeat(32))
                .containsEntry(FunctionId.parse(other), "");
        refuses(
                "allowed_functions: ['%s', '%s@%s']%n%s".formatted(id, id, hash, SMALLEST),
                "twice");
    }

    @Test
    void publicIsLeftToTheServiceUnlessItIsSaid() {
        assertThat(parse(SMALLEST).access().isPublic()).isEmpty();
        assertThat(parse("public: true\n" + SMALLEST).access().isPublic()).contains(true);
    }

    @Test
    void aFarFetchedKeyIsAnsweredWithTheKnownOnes() {
        refuses("zzzzzzzzzzzz: 1\n" + SMALLEST, "known here: ", "allowed_functions");
    }

    @Test
    void whatIsHarmlessAndHasNoEffectIsToldWithItsLine() {
        assertThat(
                        parse(
                                        "amqp_port: 443\n"
                                                + SMALLEST.replace(
                                                        "  provider:",
                                                        "  encrypted: False\n  provider:"))
                                .notes())
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("line 1: amqp_port has no effect"),
                        second -> assertThat(second).startsWith("line 4: engine.encrypted"));
    }
}

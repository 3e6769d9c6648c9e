package org.beamlet.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.providers.launcher.Launcher;
import org.beamlet.providers.local.LocalLimits;
import org.beamlet.providers.torque.Torque;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Faults of a provider's section, and of files that are not honest. */
class ProviderFaultsTest {
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    partition: a b                  | without blanks
                    walltime: 00:00:30              | knows no less than 60 s
                    walltime: 90                    | write HH:MM:SS
                    walltime: 1:99:00               | write HH:MM:SS
                    scheduler_options: module load x | begin it with #SBATCH
                    regex_job_id: "(?P<number>x)"   | names no group 'id'
                    regex_job_id: "("               | is no regular expression
                    cores_per_node: 0               | use 1 to
                    queue: x                        | is not a known key
                    worker_init: "a\\rb"           | carriage return
                    """)
    void aFaultOfABatchSystemIsNamed(String line, String said) {
        refuses(SMALLEST.replace("LocalProvider", "SlurmProvider") + "    " + line + "\n", said);
    }

    @Test
    void whatNoBatchSystemTakesBelongsIntoAFile() {
        refuses(
                SMALLEST + "    worker_init: \"" + "x".repeat(65_537) + "\"\n",
                "worker_init is 65537 signs long, and 65536 are the most");
    }

    @Test
    void aBlockOfThisMachineMayHaveLimits() {
        EngineConfig engine =
                parse(SMALLEST + "    cores_per_node: 3\n    mem_per_node: 12\n").engine();

        assertThat(((ProviderConfig.Local) engine.provider()).limits())
                .isEqualTo(new LocalLimits(3, 12));
        assertThat(engine.maxWorkersPerNode()).isEqualTo(3);
        assertThat(((ProviderConfig.Local) parse(SMALLEST).engine().provider()).limits())
                .isEqualTo(LocalLimits.NONE);
        refuses(SMALLEST + "    mem_per_node: 0\n", "use 1 to");
    }

    @Test
    void aSectionOfAnUnknownTypeIsNotJudgedByAnotherTypesKeys() {
        assertThatThrownBy(() ->
                        parse(
                                SMALLEST.replace("LocalProvider", "SlurmProvider2")
                                        + "    partition: x\n"))
                .hasMessageContaining("did you mean 'SlurmProvider'?")
                .hasMessageNotContaining("partition");
    }

    @Test
    void aKeyThatStandsTwiceDeepInTheFileIsToldOnce() {
        assertThatThrownBy(() ->
                        parse(
                                SMALLEST.replace("GlobusComputeEngine", "GlobusMPIEngine")
                                        + "    max_blocks: 1\n    max_blocks: 2\n"))
                .hasMessageContaining("line 6: engine.provider.max_blocks stands twice")
                .message()
                .containsOnlyOnce("stands twice");
    }

    @Test
    void overNodesABlockHasOneManager() {
        String mpi = SMALLEST.replace("GlobusComputeEngine", "GlobusMPIEngine");
        EngineConfig engine =
                parse(mpi.replace("  provider:", "  max_workers_per_block: 3\n  provider:"))
                        .engine();

        assertThat(engine.provider().launcher()).isEqualTo(new Launcher.Simple());
        assertThat(engine.managersPerBlock()).isEqualTo(1);
        assertThat(engine.slotsPerManager()).isEqualTo(3);
        assertThat(engine.prefetchCapacity()).isZero();
        assertThat(engine.taskRules().overNodes()).isTrue();
        refuses(
                mpi + "    launcher: {type: SingleNodeLauncher}\n",
                "engine.provider.launcher is SingleNodeLauncher",
                "type: SimpleLauncher");
    }

    @Test
    void aFileNestedTooDeepIsRefused() {
        refuses("a: " + "[".repeat(50) + "]".repeat(50) + "\n" + SMALLEST, "config.yaml");
    }

    @Test
    void onlyAsManyBlocksAsTheStartAskedForStandWithoutAStrategy() {
        EndpointConfig none =
                parse(SMALLEST.replace("  provider:", "  strategy: none\n  provider:"));

        assertThat(none.engine().scaling().strategy()).isEqualTo(ScalingConfig.Strategy.NONE);
    }

    @Test
    void torqueIsAskedInItsOwnWords() {
        ProviderConfig.Batch provider =
                (ProviderConfig.Batch)
                        parse(
                                        """
                                        engine:
                                          type: GlobusComputeEngine
                                          provider:
                                            type: TorqueProvider
                                            queue: batch
                                            account: APS
                                            cpus_per_node: 16
                                            node_properties: gpus=2:bigmem
                                            scheduler_options: "#PBS -l pmem=2gb"
                                            walltime: 01:30:00
                                            cmd_timeout: 60
                                            nodes_per_block: 2
                                            init_blocks: 0
                                            max_blocks: 3
                                            worker_init: module load x
                                        """)
                                .engine()
                                .provider();

        assertThat(provider.job())
                .isEqualTo(
                        new Torque(
                                "batch",
                                "APS",
                                16,
                                "gpus=2:bigmem",
                                "#PBS -l pmem=2gb",
                                Duration.ofMinutes(90),
                                Duration.ofSeconds(60)));
        assertThat(provider.blocks()).isEqualTo(new BlockConfig(0, 0, 3, 2, 1));
        assertThat(provider.launcher()).isEqualTo(new Launcher.Aprun(""));
    }

    @Test
    void whereParslHasOtherDefaultsTorqueHasThem() {
        ProviderConfig.Batch provider =
                (ProviderConfig.Batch)
                        parse(SMALLEST.replace("LocalProvider", "TorqueProvider"))
                                .engine()
                                .provider();

        assertThat(provider.job().walltime()).isEqualTo(Duration.ofMinutes(20));
        assertThat(provider.job().commandLimit()).isEqualTo(Duration.ofMinutes(2));
        assertThat(provider.blocks()).isEqualTo(new BlockConfig(1, 0, 1, 1, 1));
    }

    @Test
    void nodesThatALauncherWouldLeaveAloneAreToldOf() {
        String batch = SMALLEST.replace("LocalProvider", "PBSProProvider");
        String several = batch + "    nodes_per_block: 2\n";

        assertThat(parse(several).notes())
                .containsExactly(
                        "line 5: engine.provider.nodes_per_block is 2, and SingleNodeLauncher uses"
                                + " the first node alone; write a launcher such as SrunLauncher or"
                                + " MpiExecLauncher");
        assertThat(parse(several + "    launcher: {type: MpiExecLauncher}\n").notes()).isEmpty();
        assertThat(parse(batch).notes()).isEmpty();
        assertThat(parse(several.replace("GlobusComputeEngine", "GlobusMPIEngine")).notes())
                .isEmpty();
    }
}

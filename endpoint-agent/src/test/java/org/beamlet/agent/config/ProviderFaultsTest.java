package org.beamlet.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.beamlet.protocol.error.BeamletException;
import org.beamlet.providers.launcher.Launcher;
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
                    """)
    void aFaultOfABatchSystemIsNamed(String line, String said) {
        refuses(SMALLEST.replace("LocalProvider", "SlurmProvider") + "    " + line + "\n", said);
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
}

package org.beamlet.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeStorageReaderTest {
    private static final String LOCAL = "  provider: {type: LocalProvider}\n";

    private static EngineConfig engine(String lines, String provider) {
        return ConfigReader.parse(
                        "engine:\n  type: GlobusComputeEngine\n" + lines + provider, "config.yaml")
                .engine();
    }

    @Test
    void unsaidNothingIsCopied() {
        assertThat(engine("", LOCAL).storage()).isEmpty();
        assertThat(engine("  node_storage: false\n", LOCAL).storage()).isEmpty();
    }

    @Test
    void trueIsAllAsUsual() {
        assertThat(engine("  node_storage: true\n", LOCAL).storage())
                .contains(
                        new NodeStorageConfig(NodeStorageConfig.PATHS, 1, true, Optional.empty()));
    }

    @Test
    void eachKeyIsRead() {
        String lines =
                """
                  node_storage:
                    paths: [$SLURM_TMPDIR/mine, '/local/scratch']
                    free: 2.5
                    keep: false
                    python: /soft/my env
                """;
        assertThat(engine(lines, LOCAL).storage())
                .contains(
                        new NodeStorageConfig(
                                List.of("$SLURM_TMPDIR/mine", "/local/scratch"),
                                2.5,
                                false,
                                Optional.of("/soft/my env")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    node_storage: perhaps           | use true or false
                    node_storage: {path: [/tmp]}    | did you mean 'paths'?
                    node_storage: {paths: []}       | is empty
                    node_storage: {paths: [tmp]}    | holds 'tmp'
                    node_storage: {paths: ['$(id)']} | holds '$(id)'
                    node_storage: {paths: ["/tmp/a b"]} | holds '/tmp/a b'
                    node_storage: {free: -1}        | use 0 to 100000
                    node_storage: {keep: often}     | use true or false
                    node_storage: {python: env}     | give the environment's folder, from /
                    """)
    void aFaultIsNamed(String line, String said) {
        assertThatThrownBy(() -> engine("  " + line + "\n", LOCAL))
                .isInstanceOf(BeamletException.class)
                .hasMessageContaining(said);
    }

    @Test
    void podsHaveNoUseForIt() {
        assertThatThrownBy(() ->
                        engine(
                                "  node_storage: true\n",
                                "  provider: {type: KubernetesProvider, image: i}\n"))
                .isInstanceOf(BeamletException.class)
                .hasMessageContaining("pods have Beamlet in their image");
    }
}

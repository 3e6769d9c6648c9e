package org.beamlet.worker.mpi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.beamlet.protocol.error.BeamletException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlockNodesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    exp-1-01                     | exp-1-01
                    nid[001-003,007]             | nid001 nid002 nid003 nid007
                    nid[9-11]                    | nid9 nid10 nid11
                    a1,b[2-3],c.lab.org          | a1 b2 b3 c.lab.org
                    r[1-2]n[01-02]x              | r1n01x r1n02x r2n01x r2n02x
                    """)
    void namesOfSlurmAreSpeltOut(String list, String names) {
        assertThat(HostList.expand(list)).isEqualTo(Arrays.asList(names.split(" ", -1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "n[1-2",
                "n]1[",
                "n[[1]]",
                "n[2-1]",
                "n[a]",
                "n[]",
                ",",
                "n;rm",
                "n[0-999999]",
                "n[0-299][0-299]",
                "n[1-99999999999]"
            })
    void whatIsNoListIsQuoted(String list) {
        assertThatThrownBy(() -> HostList.expand(list))
                .isInstanceOf(BeamletException.class)
                .hasMessageContainingAll("'" + list + "'", "SLURM_JOB_NODELIST");
    }

    @Test
    void theBatchSystemSaysThemInItsOwnWay(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("nodes"), "b\nb\na\n\nb\n");

        assertThat(BlockNodes.of(Map.of("SLURM_JOB_NODELIST", "n[1-2]"), "self"))
                .containsExactly("n1", "n2");
        assertThat(BlockNodes.of(Map.of("SLURM_NODELIST", "n3"), "self")).containsExactly("n3");
        assertThat(BlockNodes.of(Map.of("PBS_NODEFILE", file.toString()), "self"))
                .containsExactly("b", "a");
        assertThat(BlockNodes.of(Map.of("COBALT_NODEFILE", file.toString()), "self")).hasSize(2);
        assertThat(BlockNodes.of(Map.of(), "self")).isEqualTo(List.of("self"));
        assertThatThrownBy(() -> BlockNodes.of(Map.of("PBS_NODEFILE", "/no/file"), "self"))
                .hasMessageContainingAll("PBS_NODEFILE is /no/file", "unset PBS_NODEFILE");
    }
}

package org.beamlet.protocol.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.beamlet.protocol.error.BeamletException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MpiRequestTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"num_nodes": 2, "ranks_per_node": 4}                  | 2 | 4 | 8
                    {"num_nodes": 2, "num_ranks": 6}                       | 2 | 3 | 6
                    {"num_nodes": "2", "ranks_per_node": "3"}              | 2 | 3 | 6
                    {"num_nodes": 3}                                       | 3 | 1 | 3
                    {"num_ranks": 4}                                       | 1 | 4 | 4
                    {"num_ranks": 8, "ranks_per_node": 4}                  | 2 | 4 | 8
                    {"num_nodes": 2, "ranks_per_node": 2, "num_ranks": 4}  | 2 | 2 | 4
                    {"num_nodes": 1, "priority": 7}                        | 1 | 1 | 1
                    """)
    void whatIsLeftOutFollowsFromTheRest(String text, int nodes, int each, int all) {
        assertThat(MpiRequest.parse(text)).isEqualTo(new MpiRequest(nodes, each, all, ""));
    }

    @Test
    void optionsOfTheLauncherAreHandedOn() {
        assertThat(
                        MpiRequest.parse(
                                "{\"num_nodes\": 1, \"launcher_options\": \" --cpu-bind cores \"}"))
                .isEqualTo(new MpiRequest(1, 1, 1, "--cpu-bind cores"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {}                                                     | say how many
                    ''                                                     | say how many
                    {"priority": 3}                                        | say how many
                    {"num_node": 2}                                        | did you mean 'num_nodes'?
                    {"num_nodes": 2, "gpus": 1}                            | has the key 'gpus'
                    {"num_nodes": 0}                                       | num_nodes is 0
                    {"num_nodes": -1}                                      | num_nodes is -1
                    {"num_nodes": 1.5}                                     | num_nodes is 1.5
                    {"num_nodes": true}                                    | num_nodes is true
                    {"num_nodes": "two"}                                   | num_nodes is "two"
                    {"num_nodes": null}                                    | num_nodes is null
                    {"num_nodes": 99999999}                                | num_nodes is 99999999
                    {"num_nodes": 999999, "ranks_per_node": 999999}        | leave num_ranks out
                    {"num_nodes": 2, "num_ranks": 5}                       | do not share evenly
                    {"num_nodes": 2, "ranks_per_node": 2, "num_ranks": 5}  | num_ranks is 5
                    {"num_nodes": 2, "launcher_options": 5}                | launcher_options is 5
                    {"num_nodes": 2, "launcher_options": "a\\nb"}          | in one line
                    [1]                                                    | no object
                    """)
    void whatCannotBeHadIsRefusedByItsKey(String text, String said) {
        assertThatThrownBy(() -> MpiRequest.parse(text))
                .isInstanceOf(BeamletException.class)
                .hasMessageContaining(said);
    }

    @Test
    void aSpecificationOfAbsurdLengthIsNotRead() {
        assertThatThrownBy(() -> MpiRequest.keys("{\"a\": \"" + "x".repeat(20_000) + "\"}"))
                .hasMessageContaining("up to 16384 characters");
    }
}

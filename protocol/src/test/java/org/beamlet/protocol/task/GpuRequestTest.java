package org.beamlet.protocol.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.beamlet.protocol.error.BeamletException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GpuRequestTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ''                              | 0
                    {}                              | 0
                    {"priority": 3}                 | 0
                    {"num_gpus": 2}                 | 2
                    {"num_gpus": "3", "priority": 1}| 3
                    {"num_gpus": 1024}              | 1024
                    """)
    void numbersAreReadAlsoAsText(String text, int gpus) {
        assertThat(GpuRequest.parse(text)).isEqualTo(new GpuRequest(gpus));
        assertThat(GpuRequest.known(text)).isEqualTo(gpus);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"num_gpus": 0}      | num_gpus is 0
                    {"num_gpus": -1}     | num_gpus is -1
                    {"num_gpus": 1.5}    | num_gpus is 1.5
                    {"num_gpus": true}   | num_gpus is true
                    {"num_gpus": "two"}  | num_gpus is "two"
                    {"num_gpus": null}   | num_gpus is null
                    {"num_gpus": 1025}   | from 1 to 1024
                    ["num_gpus"]         | no object
                    """)
    void whatIsNoNumberOfThemIsRefused(String text, String said) {
        assertThatThrownBy(() -> GpuRequest.parse(text))
                .isInstanceOf(BeamletException.class)
                .hasMessageContaining(said);
        assertThat(GpuRequest.known(text)).isZero();
    }

    @Test
    void aNodeGivesNoMoreThanItHas() {
        assertThatCode(() -> new GpuRequest(0).requireAmong(0)).doesNotThrowAnyException();
        assertThatCode(() -> new GpuRequest(4).requireAmong(4)).doesNotThrowAnyException();
        assertThatThrownBy(() -> new GpuRequest(5).requireAmong(4))
                .hasMessageContaining("asks for 5 GPUs")
                .hasMessageContaining("has 4");
        assertThatThrownBy(() -> new GpuRequest(1).requireAmong(0))
                .hasMessageContaining("available_accelerators");
    }
}

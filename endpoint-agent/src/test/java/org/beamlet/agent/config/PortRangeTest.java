package org.beamlet.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PortRangeTest {
    private static PortRange read(String line) {
        return ConfigReader.parse(
                        """
                        engine:
                          type: GlobusComputeEngine
                          %s
                          provider: {type: LocalProvider}
                        """
                                .formatted(line),
                        "config.yaml")
                .engine()
                .workerPorts();
    }

    @Test
    void aRangeHasBothItsEnds() {
        PortRange range = read("worker_port_range: [54000, 54002]");

        assertThat(range.ports()).containsExactly(54000, 54001, 54002);
        assertThat(range.has(54002)).isTrue();
        assertThat(range.has(54003)).isFalse();
    }

    @Test
    void onePortIsARangeAndNoneIsAny() {
        assertThat(read("worker_port: 50123").ports()).containsExactly(50123);
        assertThat(read("worker_port: 50123").has(50124)).isFalse();
        assertThat(read("").ports()).containsExactly(0);
        assertThat(read("").has(50124)).isTrue();
    }
}

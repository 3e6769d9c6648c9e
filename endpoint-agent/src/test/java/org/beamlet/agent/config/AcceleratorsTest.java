package org.beamlet.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AcceleratorsTest {
    private static EngineConfig engine(String keys) {
        String text = "engine:\n  type: GlobusComputeEngine\n";
        return ConfigReader.parse(text + keys.indent(2), "config.yaml").engine();
    }

    @Test
    void aNumberCountsAndAListNames() {
        EngineConfig counted = engine("max_workers_per_node: 8\navailable_accelerators: 2");
        EngineConfig named = engine("max_workers_per_node: 8\navailable_accelerators: [1, 3]");

        assertThat(counted.worker().accelerators()).containsExactly("0", "1");
        assertThat(counted.worker().use()).isEqualTo(new AcceleratorUse(true, true));
        assertThat(counted.maxWorkersPerNode()).isEqualTo(2);
        assertThat(named.worker().accelerators()).containsExactly("1", "3");
        assertThat(named.worker().use().counted()).isFalse();
    }

    @Test
    void severalWorkersShareOne() {
        EngineConfig shared =
                engine(
                        """
                        max_workers_per_node: 8
                        available_accelerators: 2
                        workers_per_accelerator: 3
                        watch_accelerators: false
                        """);

        assertThat(shared.worker().accelerators()).containsExactly("0", "0", "0", "1", "1", "1");
        assertThat(shared.maxWorkersPerNode()).isEqualTo(6);
        assertThat(shared.acceleratorSlots()).containsExactly(3, 3);
        assertThat(shared.worker().use()).isEqualTo(new AcceleratorUse(true, false));
    }

    @Test
    void cpusNextToThemAreAskedForInAWord() {
        assertThat(engine("cpu_affinity: auto").worker().affinity())
                .isEqualTo(new CpuAffinity.Near());
        assertThat(new CpuAffinity.Near().word()).isEqualTo("auto");
    }
}

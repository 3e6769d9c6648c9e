package org.beamlet.agent.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.config.EngineConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemandTest {
    private static EngineConfig engine(int init, int min, int max, double parallelism) {
        return ConfigReader.parse(
                        """
                        engine:
                          type: GlobusComputeEngine
                          max_workers_per_node: 4
                          provider:
                            type: LocalProvider
                            init_blocks: %d
                            min_blocks: %d
                            max_blocks: %d
                            parallelism: %s
                        """
                                .formatted(init, min, max, parallelism),
                        "config.yaml")
                .engine();
    }

    @ParameterizedTest(name = "init {0}, min {1}, max {2}, {3}: {4} alive, {5} tasks: {6}")
    @CsvSource({
        "1, 0, 1, 1.0, 0,   0, 1",
        "1, 0, 1, 1.0, 1, 100, 1",
        "0, 0, 3, 1.0, 0,   0, 0",
        "0, 0, 3, 1.0, 0,   1, 1",
        "0, 0, 3, 0.0, 0,   9, 1",
        "0, 0, 3, 0.0, 1,   9, 1",
        "0, 2, 3, 1.0, 0,   0, 2",
        "1, 0, 9, 1.0, 1,   4, 1",
        "1, 0, 9, 1.0, 1,   5, 2",
        "1, 0, 9, 1.0, 1,  13, 4",
        "1, 0, 9, 0.5, 1,  13, 2",
        "1, 0, 3, 1.0, 2,   1, 2",
    })
    void thereAreAsManyBlocksAsTheTasksNeedWithinTheBounds(
            int init, int min, int max, double parallelism, int alive, int tasks, int wanted) {
        assertThat(Demand.blocks(engine(init, min, max, parallelism), alive, tasks))
                .isEqualTo(wanted);
    }

    @Test
    void blocksThatDieYoungAreReplacedMoreAndMoreSlowly() {
        BackOff backOff = new BackOff();
        assertThat(backOff.over(0)).isTrue();

        backOff.died(0, 1);
        assertThat(backOff.pause()).isEqualTo(Duration.ofSeconds(1));
        assertThat(backOff.over(Duration.ofSeconds(1).toNanos())).isFalse();
        assertThat(backOff.over(Duration.ofSeconds(2).toNanos())).isTrue();
        for (int i = 0; i < 20; i++) {
            backOff.died(0, 1);
        }
        assertThat(backOff.pause()).isEqualTo(Duration.ofSeconds(60));

        backOff.died(0, Duration.ofMinutes(5).toNanos());
        assertThat(backOff.pause()).isEqualTo(Duration.ZERO);
    }
}

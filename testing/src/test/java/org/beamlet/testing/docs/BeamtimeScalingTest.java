package org.beamlet.testing.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.beamlet.testing.scaling.ScalingReport;
import org.beamlet.testing.scaling.ScalingTrial;
import org.junit.jupiter.api.Test;

class BeamtimeScalingTest {
    private static final String CONFIG =
            """
            engine:
              type: GlobusComputeEngine
              max_workers_per_node: 4
              provider:
                type: LocalProvider
                init_blocks: 0
                max_blocks: 2
            """;

    @Test
    void anEveningOfScansNeedsTwoBlocks() {
        ScalingReport report =
                ScalingTrial.of(CONFIG)
                        .queueWait(Duration.ofMinutes(3))
                        .bootTime(Duration.ofSeconds(20))
                        .submit(Duration.ofMinutes(10), 200, Duration.ofSeconds(90))
                        .run(Duration.ofHours(3));

        assertThat(report.mostBlocks()).isEqualTo(2);
        assertThat(report.finished()).isEqualTo(200);
        assertThat(report.at(Duration.ofMinutes(9)).blocks()).isZero();
        assertThat(report.lastFinished().orElseThrow()).isLessThan(Duration.ofHours(1));
    }

    @Test
    void theReportIsPrintedAsThePageShowsIt() {
        ScalingReport report =
                ScalingTrial.of(CONFIG)
                        .queueWait(Duration.ofMinutes(3))
                        .submit(Duration.ofMinutes(10), 200, Duration.ofSeconds(90))
                        .run(Duration.ofHours(3));

        PagesTest.requireOnPage(report.toString());
    }
}

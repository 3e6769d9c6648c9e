package org.beamlet.testing.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The agent's scaling where much goes wrong, on many nodes. */
class ClusterTrialTest {
    private static final int NODES = 10_000;

    private static Duration minutes(long minutes) {
        return Duration.ofMinutes(minutes);
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    private static ClusterTrial trial(String strategy, int nodesPerBlock, int min, int max) {
        return ClusterTrial.of(
                """
                engine:
                  type: GlobusComputeEngine
                  max_workers_per_node: 4
                  job_status_kwargs: {strategy: %s, max_idletime: 120}
                  provider:
                    type: SlurmProvider
                    walltime: 01:00:00
                    nodes_per_block: %d
                    init_blocks: 0
                    min_blocks: %d
                    max_blocks: %d
                """
                        .formatted(strategy, nodesPerBlock, min, max),
                NODES,
                5);
    }

    /** What must be so whatever happens. */
    private static void assertOrder(ClusterReport report, int max) {
        assertThat(report.mostJobs()).isLessThanOrEqualTo(max);
        assertThat(report.succeeded() + report.lost()).isEqualTo(report.submitted());
        assertThat(report.toldTwice()).isZero();
        assertThat(report.mostRunsOfOnce()).isLessThanOrEqualTo(1);
        // Lost twice, it may begin a third time.
        assertThat(report.mostRuns()).isLessThanOrEqualTo(3);
        // One question for all jobs; the rest are searches for those of lost answers.
        assertThat(report.calls().mostInALook()).isLessThanOrEqualTo(12);
    }

    @Test
    void tenThousandNodesComeWithABurstAndGoAgain() {
        ClusterReport report =
                trial("simple", 8, 10, 1250)
                        .submit(Duration.ZERO, 40_000, seconds(60), seconds(120))
                        .run(minutes(9));

        assertOrder(report, 1250);
        assertThat(report.mostNodes()).isBetween(9900, NODES);
        assertThat(report.calls().accepted()).isEqualTo(1250);
        assertThat(report.calls().cancellations()).isEqualTo(1);
        assertThat(report.succeeded()).isEqualTo(40_000);
        assertThat(report.mostRuns()).isEqualTo(1);
        assertThat(report.longestShort()).isLessThan(seconds(30));
        assertThat(report.at(minutes(9)).jobs()).isEqualTo(10);
    }

    @Test
    void whateverGoesWrongLimitsHoldAndNoTaskIsForgotten() {
        ClusterTrial trial =
                trial("htex_auto_scale", 8, 5, 120)
                        .walltime(minutes(20))
                        .refuses(0.02, 1000)
                        .holds(0.02, minutes(10))
                        .isUnclear(0.01)
                        .nodesFail(Duration.ofHours(100))
                        .preempts(120)
                        .drains(minutes(10), minutes(20), 9500)
                        .isSilent(minutes(4), minutes(7))
                        .isSilent(minutes(22), minutes(24));
        for (int minute = 0; minute < 26; minute += 2) {
            trial.submit(minutes(minute), 600, seconds(30), seconds(240));
            trial.submitOnce(minutes(minute).plusSeconds(30), 300, seconds(30), seconds(240));
        }
        ClusterReport report = trial.run(minutes(36));

        assertOrder(report, 120);
        assertThat(report.calls().unanswered()).isPositive();
        assertThat(report.calls().refused()).isPositive();
        assertThat(report.lost()).isBetween(1, 800);
        assertThat(report.at(minutes(36)).jobs()).isEqualTo(5);
        assertThat(report.longestShort()).isLessThan(minutes(4));
    }

    @Test
    void aDatasetAMinuteIsServedByTheSameBlocks() {
        ClusterTrial trial = trial("simple", 8, 0, 1000);
        for (int minute = 0; minute < 15; minute++) {
            trial.submit(minutes(minute), 800, seconds(10), seconds(40));
        }
        ClusterReport report = trial.run(minutes(20));

        assertOrder(report, 1000);
        assertThat(report.calls().accepted()).isBetween(25, 60);
        assertThat(report.succeeded()).isEqualTo(12_000);
        assertThat(report.at(minutes(20)).jobs()).isZero();
    }

    @Test
    void blocksThatDieAtTheirStartAreFewHoweverLongTheyWaited() {
        ClusterReport report =
                trial("simple", 8, 0, 100)
                        .queueWait(minutes(3))
                        .blocksDie(Duration.ZERO, Duration.ofHours(9), 1, seconds(4))
                        .submit(Duration.ZERO, 10_000, seconds(30), seconds(60))
                        .run(Duration.ofHours(2));

        // A hundred are asked for at once; from then on one waits a minute for the next.
        assertThat(report.calls().accepted()).isBetween(101, 260);
        assertThat(report.mostJobs()).isLessThanOrEqualTo(100);
    }

    @Test
    void someThatDieYoungDoNotKeepOthersFromComing() {
        ClusterReport report =
                trial("simple", 1, 0, 500)
                        .queueWait(seconds(30))
                        .blocksDie(Duration.ZERO, minutes(30), 0.1, seconds(20))
                        .submit(Duration.ZERO, 8000, seconds(100), seconds(200))
                        .run(minutes(30));

        assertOrder(report, 500);
        assertThat(report.at(minutes(9)).jobs()).isGreaterThan(450);
        assertThat(report.succeeded()).isGreaterThan(7900);
    }

    @Test
    void theSameTrialGivesTheSame() {
        ClusterTrial trial =
                trial("htex_auto_scale", 2, 1, 50)
                        .nodesFail(Duration.ofHours(500))
                        .isUnclear(0.05)
                        .refuses(0.1, 45)
                        .submit(Duration.ZERO, 2000, seconds(10), seconds(90));

        ClusterReport one = trial.run(minutes(20));
        ClusterReport two = trial.run(minutes(20));
        assertThat(one.samples()).isEqualTo(two.samples());
        assertThat(one.calls()).isEqualTo(two.calls());
    }
}

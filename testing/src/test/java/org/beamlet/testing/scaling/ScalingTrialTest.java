package org.beamlet.testing.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.beamlet.testing.scaling.ScalingStep.Kind.ASKED_FOR;
import static org.beamlet.testing.scaling.ScalingStep.Kind.ENDED;
import static org.beamlet.testing.scaling.ScalingStep.Kind.GIVEN_BACK;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScalingTrialTest {
    private static final Duration START = Duration.ZERO;

    private static ScalingTrial trial(int init, int max, int retries) {
        return ScalingTrial.of(
                """
                engine:
                  type: GlobusComputeEngine
                  max_workers_per_node: 4
                  prefetch_capacity: 0
                  max_retries_on_system_failure: %d
                  job_status_kwargs: {max_idletime: 3600}
                  provider:
                    type: LocalProvider
                    init_blocks: %d
                    min_blocks: 0
                    max_blocks: %d
                """
                        .formatted(retries, init, max));
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    @Test
    void blocksAreAskedForAsTheLoadNeedsThemAndNoMore() {
        ScalingReport report =
                trial(0, 3, 2)
                        .queueWait(seconds(180))
                        .bootTime(seconds(20))
                        .submit(seconds(60), 6, seconds(30))
                        .submit(seconds(600), 40, seconds(30))
                        .run(Duration.ofHours(1));

        assertThat(report.at(seconds(59)).blocks()).isZero();
        assertThat(report.times(ASKED_FOR)).containsExactly(seconds(60), seconds(60), seconds(600));
        assertThat(report.at(seconds(259)).slots()).isZero();
        assertThat(report.at(seconds(260)).slots()).isEqualTo(8);
        assertThat(report.mostBlocks()).isEqualTo(3);
        assertThat(report.finished()).isEqualTo(46);
        assertThat(report.failed()).isZero();
        // 8 slots alone do 40 tasks in 150 s; the third block comes 200 s later.
        assertThat(report.lastFinished()).contains(seconds(750));
    }

    @Test
    void blocksThatDieYoungAreReplacedMoreAndMoreSlowlyUntilOneLives() {
        ScalingReport report =
                trial(1, 1, 2)
                        .submit(START, 1, seconds(5))
                        .blocksDie(START, seconds(30), seconds(0))
                        .run(seconds(120));

        // Each death is seen a second later; from then on 1, 2, 4, 8 and 16 s are waited.
        assertThat(report.times(ASKED_FOR))
                .containsExactly(
                        seconds(0), seconds(2), seconds(5), seconds(10), seconds(19), seconds(36));
        assertThat(report.times(ENDED)).hasSize(5);
        assertThat(report.lastFinished()).contains(seconds(42));
        assertThat(report.toString())
                .startsWith("0:00:00 block 1 asked for")
                .contains("0:00:36 block 6 started")
                .endsWith("1 tasks: 1 finished, 0 failed; at most 1 blocks");
    }

    @Test
    void tasksOfABlockThatDiesArePlacedAgainAsOftenAsTheSettingSays() {
        ScalingTrial dying =
                trial(1, 1, 1)
                        .submit(START, 4, seconds(60))
                        .blocksDie(START, seconds(10), seconds(30));
        assertThat(dying.run(seconds(300)))
                .satisfies(report -> {
                    assertThat(report.finished()).isEqualTo(4);
                    assertThat(report.failed()).isZero();
                });

        assertThat(dying.blocksDie(seconds(10), seconds(300), seconds(30)).run(seconds(300)))
                .satisfies(report -> {
                    assertThat(report.finished()).isZero();
                    assertThat(report.failed()).isEqualTo(4);
                });
    }

    @Test
    void aWalltimeEndsBlocksAndOthersTakeTheirPlace() {
        ScalingReport report =
                trial(1, 1, 1)
                        .walltime(seconds(100))
                        .submit(START, 1, seconds(130))
                        .run(seconds(400));

        assertThat(report.times(ENDED)).startsWith(seconds(100), seconds(200));
        assertThat(report.failed()).isEqualTo(1);
    }

    @Test
    void tasksThatWouldOutliveTheirBlockWaitForTheNextOneAndNoneIsLost() {
        // Without retries: whatever a walltime ended would have failed.
        ScalingReport report =
                trial(1, 1, 0)
                        .walltime(seconds(100))
                        .submit(START, 12, seconds(40))
                        .run(seconds(400));

        assertThat(report.finished()).isEqualTo(12);
        assertThat(report.failed()).isZero();
        // Two rounds end at 81 s; the block makes room for another then, without waiting for 100 s.
        assertThat(report.times(GIVEN_BACK).getFirst()).isBetween(seconds(81), seconds(83));
        assertThat(report.lastFinished().orElseThrow()).isLessThan(seconds(130));
    }

    private static ScalingTrial draining(int max) {
        return ScalingTrial.of(
                """
                engine:
                  type: GlobusComputeEngine
                  max_workers_per_node: 2
                  prefetch_capacity: 2
                  max_retries_on_system_failure: 0
                  drain_period: 100
                  provider:
                    type: LocalProvider
                    init_blocks: 1
                    max_blocks: %d
                """
                        .formatted(max));
    }

    @Test
    void aBlockThatDrainsEndsInOrderAndAnotherTakesItsPlace() {
        ScalingReport report = draining(1).submit(START, 8, seconds(60)).run(seconds(600));

        // Tasks begin at 1 s and 61 s; from 100 s on there are no new ones, and the block ends.
        assertThat(report.finished()).isEqualTo(8);
        assertThat(report.failed()).isZero();
        assertThat(report.times(ENDED)).isEmpty();
        assertThat(report.times(GIVEN_BACK).getFirst()).isBetween(seconds(121), seconds(123));
        assertThat(report.times(ASKED_FOR).get(1)).isBetween(seconds(121), seconds(124));
    }

    @Test
    void aBlockThatDrainsIsReplacedWhileItFinishesWhereThereMayBeAnother() {
        ScalingReport report =
                draining(2)
                        .submit(START, 1, seconds(150))
                        .submit(seconds(105), 1, seconds(10))
                        .run(seconds(300));

        // The first block has a free slot then, which nobody is to have any more.
        assertThat(report.times(ASKED_FOR)).hasSize(2).first().isEqualTo(START);
        assertThat(report.times(ASKED_FOR).getLast()).isBetween(seconds(105), seconds(107));
        assertThat(report.finished()).isEqualTo(2);
        assertThat(report.failed()).isZero();
    }

    @Test
    void aBlockThatHasDrainedIsNotReplacedWithoutDemand() {
        ScalingReport report = draining(2).submit(START, 1, seconds(110)).run(seconds(600));

        assertThat(report.finished()).isEqualTo(1);
        assertThat(report.times(ASKED_FOR)).containsExactly(START);
        assertThat(report.at(seconds(115)).blocks()).isZero();
    }

    @Test
    void theNumberOfBlocksIsReconsideredAtTheStrategysPeriod() {
        ScalingReport report =
                ScalingTrial.of(
                                """
                                engine:
                                  type: GlobusComputeEngine
                                  max_workers_per_node: 1
                                  job_status_kwargs: {strategy_period: 30, max_idletime: 600}
                                  provider: {type: LocalProvider, init_blocks: 0, max_blocks: 3}
                                """)
                        .submit(seconds(5), 1, seconds(100))
                        .submit(seconds(31), 1, seconds(10))
                        .run(seconds(300));

        assertThat(report.times(ASKED_FOR)).containsExactly(seconds(30), seconds(60));
        assertThat(report.finished()).isEqualTo(2);
    }

    private static ScalingTrial idling(String strategy) {
        return ScalingTrial.of(
                """
                engine:
                  type: GlobusComputeEngine
                  max_workers_per_node: 4
                  prefetch_capacity: 0
                  job_status_kwargs: {strategy: %s, max_idletime: 60}
                  provider:
                    type: LocalProvider
                    init_blocks: 3
                    min_blocks: 1
                    max_blocks: 3
                """
                        .formatted(strategy));
    }

    @Test
    void idleBlocksAreGivenBackAndAskedForAgainWhenTasksCome() {
        ScalingReport report =
                idling("simple")
                        .submit(START, 1, seconds(100))
                        .submit(seconds(400), 12, seconds(30))
                        .run(seconds(450));

        // The task ends at 101 s, with a second for the block to boot.
        assertThat(report.at(seconds(160)).blocks()).isEqualTo(3);
        assertThat(report.at(seconds(163)).blocks()).isEqualTo(1);
        assertThat(report.at(seconds(399)).blocks()).isEqualTo(1);
        assertThat(report.at(seconds(410)).blocks()).isEqualTo(3);
        assertThat(report.finished()).isEqualTo(13);
    }

    @Test
    void singleIdleBlocksAreGivenBackWhileOthersWorkWhereThatIsAskedFor() {
        ScalingReport report =
                idling("htex_auto_scale").submit(START, 1, seconds(200)).run(seconds(300));

        assertThat(report.at(seconds(59)).blocks()).isEqualTo(3);
        assertThat(report.at(seconds(70)).blocks()).isEqualTo(1);
        assertThat(report.finished()).isEqualTo(1);
        assertThat(report.failed()).isZero();
    }

    @Test
    void withoutAStrategyNothingIsGivenBack() {
        assertThat(idling("none").run(seconds(1000)).at(seconds(999)).blocks()).isEqualTo(3);
    }

    @Test
    void theSameTrialGivesTheSameReport() {
        ScalingTrial trial =
                trial(0, 5, 2)
                        .queueWait(seconds(7))
                        .submit(START, 50, seconds(11))
                        .submit(seconds(40), 30, seconds(3))
                        .blocksDie(START, seconds(20), seconds(9));
        List<ScalingReport> twice = List.of(trial.run(seconds(900)), trial.run(seconds(900)));

        assertThat(twice.get(0)).isEqualTo(twice.get(1));
    }
}

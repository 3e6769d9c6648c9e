package org.beamlet.agent.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.beamlet.agent.schedule.PlacementRig.task;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.task.TaskTerms;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalltimeTest {
    @TempDir Path folder;
    private PlacementRig rig;

    @BeforeEach
    void open() {
        rig = new PlacementRig(folder, 0);
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private static TaskTerms limit(double seconds) {
        return new TaskTerms(null, seconds, null);
    }

    @Test
    void aTaskIsNotGivenToABlockThatEndsBeforeItsLimit() {
        PlacementRig.Node old = rig.connect("a", 2, 0, 600);
        rig.pass(400);
        TaskId longer = rig.accept(task("anna", "f", limit(300)));
        TaskId shorter = rig.accept(task("anna", "f", limit(100)));
        assertThat(old.ids()).containsExactly(shorter);

        assertThat(rig.connect("b", 2, 0, 600).ids()).containsExactly(longer);
    }

    /** Killed with its block, it would count as one that may have begun. */
    @Test
    void whatIsBehindAnotherGoesBackBeforeTheBlockEnds() {
        PlacementRig.Node node = rig.connect("a", 1, 1, 60);
        List<TaskId> tasks = rig.accept("anna", 2);
        assertThat(node.ids()).isEqualTo(tasks);
        Assignment behind = node.placed.get(1);
        node.begins(0);
        rig.pass(54);
        assertThat(node.takenBack).isEmpty();

        rig.pass(2);

        assertThat(node.takenBack).containsExactly(tasks.get(1));
        rig.scheduler.lost(
                tasks.get(1), behind.attempt(), new Loss("", "node-a", "was taken back", ""));
        rig.pass(1);
        assertThat(node.placed).as("not given to it again").hasSize(2);
        assertThat(rig.connect("b", 1, 1, 60).ids()).containsExactly(tasks.get(1));
    }

    @Test
    void howLongAFunctionTakesIsLearned() {
        PlacementRig.Node old = rig.connect("a", 1, 0, 600);
        rig.accept("anna", 3);
        old.runs(0, 250);
        assertThat(old.placed).hasSize(2);
        old.runs(1, 250);

        assertThat(old.placed).hasSize(2);
        TaskId unknown = rig.accept(task("anna", "another", TaskTerms.NONE));
        assertThat(old.ids().getLast()).isEqualTo(unknown);
    }

    @Test
    void aLongRunIsForgottenByAndBy() {
        FunctionPast past = new FunctionPast(0);
        assertThat(past.expected()).isZero();
        past.took(6400);
        past.took(0);
        assertThat(past.expected()).isEqualTo(6300);
        past.tookMoreThan(9000);
        assertThat(past.expected()).isEqualTo(9000);
    }

    @Test
    void theEndpointsOwnLimitCountsWhileNothingElseIsKnown() {
        rig.scheduler.heed(new TimeLimits(Optional.empty(), Optional.of(Duration.ofMinutes(5))));
        PlacementRig.Node old = rig.connect("a", 1, 0, 600);
        rig.accept("anna", 1);
        old.runs(0, 400);
        rig.accept(task("anna", "another", TaskTerms.NONE));

        assertThat(old.placed).hasSize(1);
    }

    @Test
    void whatIsLongerThanABlockLastsGoesToANewOne() {
        TaskId endless = rig.accept(task("anna", "f", limit(86_400)));

        assertThat(rig.connect("a", 1, 0, 600).ids()).containsExactly(endless);
    }

    @Test
    void whatWaitsBehindOthersIsTakenBackOnceItWouldEndTooLate() {
        PlacementRig.Node node = rig.connect("a", 1, 1, 600);
        TaskId runs = rig.accept(task("anna", "f", limit(500)));
        TaskId waits = rig.accept(task("anna", "f", limit(500)));
        node.begins(0);
        assertThat(node.ids()).containsExactly(runs, waits);

        rig.pass(90);
        assertThat(node.takenBack).isEmpty();
        rig.pass(20);
        assertThat(node.takenBack).containsExactly(waits);
    }

    @Test
    void aTaskLostToWalltimeSaysSo() throws Exception {
        PlacementRig.Node node = rig.connect("a", 1, 0, 600);
        rig.accept("anna", 1);
        node.begins(0);
        rig.pass(600);

        rig.scheduler.blockEnded("block-a", "ended: timeout", "", true);

        Message.ErrorDetails error = rig.error();
        assertThat(error.code()).isEqualTo("WALLTIME_REACHED");
        assertThat(error.userMessage())
                .contains("once", "walltime", "node-a", "raise walltime in the endpoint's config");
    }

    @Test
    void aManagerThatLeavesAtTheEndOfItsBlocksTimeHasNotDied() throws Exception {
        PlacementRig.Node node = rig.connect("a", 1, 0, 600);
        rig.accept("anna", 1);
        node.begins(0);
        rig.pass(580);

        rig.scheduler.left("a", "terminated");

        assertThat(rig.error().code()).isEqualTo("WALLTIME_REACHED");
    }

    @Test
    void aWorkerThatIsEndedWithItsBlockIsLostToWalltime() throws Exception {
        PlacementRig.Node node = rig.connect("a", 1, 0, 600);
        TaskId id = rig.accept("anna", 1).getFirst();
        node.begins(0);
        rig.pass(598);

        rig.scheduler.lost(id, 1, new Loss("w", "node-a", "was killed by signal 15", ""));

        assertThat(rig.error().code()).isEqualTo("WALLTIME_REACHED");
    }

    @Test
    void aBlockThatFailsBeforeItsTimeIsNoMatterOfWalltime() throws Exception {
        PlacementRig.Node node = rig.connect("a", 1, 0, 600);
        rig.accept("anna", 1);
        node.begins(0);

        rig.scheduler.blockEnded("block-a", "ended: failed", "");

        assertThat(rig.error().code()).isEqualTo("TASK_LOST");
    }

    @Test
    void aBlockThatDrainsGetsNothingNewAndFinishesWhatItHas() {
        rig.scheduler.heed(new TimeLimits(Optional.of(Duration.ofSeconds(100)), Optional.empty()));
        PlacementRig.Node node = rig.connect("a", 1, 1, 0);
        List<TaskId> ids = rig.accept("anna", 3);
        node.begins(0);

        rig.pass(100);

        assertThat(node.takenBack).containsExactly(ids.get(1));
        assertThat(rig.roster.fading()).isEqualTo(new Fading(Set.of("block-a"), Set.of(), 2));
        rig.scheduler.lost(ids.get(1), 1, new Loss("w", "n", "was taken back", ""));
        node.runs(0, 1);
        assertThat(node.placed).hasSize(2);
        assertThat(rig.roster.fading().done()).containsExactly("block-a");
        assertThat(rig.roster.managers().getFirst().draining()).isTrue();
        assertThat(rig.scheduler.load().idle()).isZero();
    }

    @Test
    void whatTheBatchSystemSaysOfABlocksStartCountsWhereItIsEarlier() {
        PlacementRig.Node old = rig.connect("a", 1, 0, 600);
        rig.roster.runs("block-a", Duration.ofSeconds(550), Optional.of(Duration.ofMinutes(10)));
        rig.pass(10);

        rig.accept(task("anna", "f", limit(100)));

        assertThat(old.placed).isEmpty();
        rig.pass(1);
        assertThat(rig.roster.fading().done()).containsExactly("block-a");
    }

    @Test
    void tasksThatFitNowhereDoNotKeepOthersBack() {
        PlacementRig.Node old = rig.connect("a", 4, 0, 600);
        rig.pass(500);
        for (int i = 0; i < 40; i++) {
            rig.accept(task("anna", "f" + i, limit(300)));
        }
        TaskId other = rig.accept(task("ben", "g", limit(50)));

        assertThat(old.ids()).containsExactly(other);
        assertThat(rig.scheduler.load().waiting()).isEqualTo(40);
    }
}

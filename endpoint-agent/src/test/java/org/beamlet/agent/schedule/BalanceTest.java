package org.beamlet.agent.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.beamlet.protocol.id.TaskId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes with nothing to do, while tasks are behind others elsewhere; and nodes that end. */
class BalanceTest {
    @TempDir Path folder;
    private PlacementRig rig;

    @BeforeEach
    void open() {
        rig = new PlacementRig(folder, 0);
    }

    @AfterEach
    void close() throws IOException {
        rig.close();
    }

    private void returns(PlacementRig.Node node, TaskId task, String why) {
        Assignment one =
                node.placed.stream()
                        .filter(placed -> placed.task().id().equals(task))
                        .reduce((_, last) -> last)
                        .orElseThrow();
        rig.scheduler.lost(task, one.attempt(), new Loss("", "node", why, ""));
    }

    @Test
    void aNewNodeGetsWhatIsBehindATaskThatRuns() {
        List<TaskId> tasks = rig.accept("u", 3);
        PlacementRig.Node first = rig.connect("a", 1, 2, 0);
        assertThat(first.ids()).containsExactlyElementsOf(tasks);
        first.begins(0);

        PlacementRig.Node second = rig.connect("b", 1, 2, 0);

        assertThat(first.takenBack).containsExactly(tasks.get(2));
        returns(first, tasks.get(2), "was taken back");
        assertThat(second.ids()).containsExactly(tasks.get(2));
        rig.pass(1);
        assertThat(first.takenBack).as("nobody is idle").hasSize(1);
    }

    @Test
    void aNodeThatHasNothingLeftGetsItOnceItIsLookedAt() {
        PlacementRig.Node first = rig.connect("a", 1, 1, 0);
        PlacementRig.Node second = rig.connect("b", 1, 1, 0);
        List<TaskId> tasks = rig.accept("u", 4);
        first.begins(0);
        second.runs(0, 5);
        second.runs(1, 5);

        rig.pass(1);

        assertThat(first.takenBack).containsExactly(first.ids().get(1));
        assertThat(tasks).containsAll(first.takenBack);
        rig.pass(1);
        assertThat(first.takenBack).as("asked once").hasSize(1);
    }

    @Test
    void whereTasksEndFastTheyAreLeftInTheirOrder() {
        PlacementRig.Node first = rig.connect("a", 1, 1, 0);
        rig.accept("u", 2);
        first.runs(0, 0);
        rig.accept("u", 1);

        rig.connect("b", 1, 1, 0);

        assertThat(first.takenBack).isEmpty();
    }

    @Test
    void whatANodeThatEndsHadNotBegunWaitsForAnotherAndIsNotLost() {
        PlacementRig.Node first = rig.connect("a", 1, 1, 0);
        List<TaskId> tasks = rig.accept("u", 2);
        first.begins(0);

        returns(first, tasks.get(1), "ended with its manager");

        assertThat(first.placed).as("it gets nothing more").hasSize(2);
        assertThat(rig.roster.tasks().lost()).isZero();
        assertThat(rig.connect("b", 1, 1, 0).ids()).containsExactly(tasks.get(1));
    }
}

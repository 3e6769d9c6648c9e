package org.beamlet.agent.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.beamlet.agent.schedule.PlacementRig.task;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.beamlet.agent.task.AcceptedTask;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.task.TaskTerms;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FairPlacementTest {
    @TempDir Path folder;
    private PlacementRig rig;

    @BeforeEach
    void open() {
        rig = new PlacementRig(folder, 1);
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private static TaskTerms priority(int number) {
        return new TaskTerms(null, null, number);
    }

    @Test
    void theOneTaskOfAUserDoesNotWaitForTheManyOfAnother() {
        PlacementRig.Node node = rig.connect("a", 2, 0, 0);
        rig.accept("anna", 1000);
        TaskId single = rig.accept("ben", 1).getFirst();

        node.runs(0, 1);

        assertThat(node.ids().get(2)).isEqualTo(single);
    }

    @Test
    void whoHasLeastRunningIsNext() {
        rig.accept("anna", 10);
        rig.accept("ben", 10);
        rig.accept("cleo", 2);
        PlacementRig.Node node = rig.connect("a", 9, 0, 0);

        assertThat(node.users())
                .startsWith("anna", "ben", "cleo")
                .satisfies(users -> {
                    assertThat(Collections.frequency(users, "cleo")).isEqualTo(2);
                    assertThat(Collections.frequency(users, "anna")).isEqualTo(4);
                });
        // Anna's end first: once she has as few as Ben it is his turn, then hers.
        for (int i = 0; i < node.placed.size() && node.placed.size() < 12; i++) {
            if (node.users().get(i).equals("anna")) {
                node.runs(i, 1);
            }
        }
        assertThat(node.users().subList(9, 12)).containsExactly("ben", "anna", "anna");
    }

    @Test
    void aUsersOwnTasksGoByPriorityAndThenByArrival() {
        TaskId low = rig.accept(task("anna", "f", priority(5)));
        TaskId second = rig.accept(task("anna", "g", TaskTerms.NONE));
        TaskId third = rig.accept(task("anna", "f", TaskTerms.NONE));
        TaskId first = rig.accept(task("anna", "f", priority(-1)));

        assertThat(rig.connect("a", 4, 0, 0).ids()).containsExactly(first, second, third, low);
    }

    @Test
    void aPriorityPutsNobodyBeforeOthers() {
        rig.accept(task("anna", "f", TaskTerms.NONE));
        rig.accept(task("ben", "f", priority(-100)));
        rig.accept(task("ben", "f", priority(-100)));

        assertThat(rig.connect("a", 2, 0, 0).users()).containsExactly("anna", "ben");
    }

    @Test
    void aTaskThatWaitsAgainKeepsItsPlaceAndItsUsersTurn() {
        List<TaskId> ids = rig.accept("anna", 3);
        rig.connect("a", 2, 0, 0);

        rig.scheduler.blockEnded("block-a", "ended", "");

        assertThat(rig.connect("b", 3, 0, 0).ids()).isEqualTo(ids);
        assertThat(rig.scheduler.load()).isEqualTo(new Load(0, 3, 3, 0, 1));
    }

    @Test
    void whatIsCancelledWhileItWaitsTakesNoTurn() {
        List<TaskId> ids = rig.accept("anna", 3);
        rig.scheduler.cancel(ids.getFirst());
        rig.scheduler.cancel(ids.getLast());

        assertThat(rig.connect("a", 3, 0, 0).ids()).containsExactly(ids.get(1));
    }

    @Test
    void everyTaskOfManyUsersAndFunctionsIsPlacedOnceWhateverTheOrderOfEnds() {
        List<AcceptedTask> tasks = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            tasks.add(task("user-" + i % 7, "f" + i % 11, priority(i % 3)));
        }
        rig.scheduler.accept(tasks);
        PlacementRig.Node node = rig.connect("a", 5, 0, 0);

        for (int i = 0; i < 3000; i++) {
            node.runs(i, 0);
        }

        assertThat(node.ids())
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(tasks.stream().map(AcceptedTask::id).toList());
        assertThat(rig.scheduler.load().unfinished()).isZero();
    }

    @Test
    void aFunctionGoesWhereItRanBeforeAsLongAsASlotIsFreeThere() {
        PlacementRig.Node first = rig.connect("a", 2, 0, 0);
        rig.accept(task("anna", "f", TaskTerms.NONE));
        first.runs(0, 1);
        PlacementRig.Node second = rig.connect("b", 8, 0, 0);

        for (int i = 0; i < 3; i++) {
            rig.accept(task("anna", "f", TaskTerms.NONE));
        }
        rig.accept(task("anna", "g", TaskTerms.NONE));

        // Two fit where it is warm; the third does not wait for that, and another function spreads.
        assertThat(first.placed).hasSize(3);
        assertThat(second.placed)
                .extracting(one -> one.task().functionId())
                .containsExactly("f", "g");
    }

    @Test
    void aFreeSlotIsNotLeftForAWarmQueue() {
        PlacementRig.Node warm = rig.connect("a", 1, 5, 0);
        rig.accept(task("anna", "f", TaskTerms.NONE));
        warm.runs(0, 1);
        rig.accept(task("anna", "f", TaskTerms.NONE));
        PlacementRig.Node cold = rig.connect("b", 1, 5, 0);

        rig.accept(task("anna", "f", TaskTerms.NONE));

        assertThat(cold.placed).hasSize(1);
    }
}

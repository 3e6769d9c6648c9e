package org.beamlet.agent.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.beamlet.agent.task.AcceptedTask;
import org.beamlet.agent.task.GpuSlots;
import org.beamlet.protocol.id.TaskId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tasks that have accelerators of a node for themselves take as many slots as that costs. */
class GpuPlacementTest {
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

    private TaskId wide(int gpus) {
        return rig.accept(
                new AcceptedTask(
                        TaskId.random(),
                        "g",
                        1,
                        "",
                        List.of(),
                        "{\"num_gpus\": %d}".formatted(gpus)));
    }

    @Test
    void oneTakesTheSlotsOfItsAccelerators() {
        PlacementRig.Node node = rig.connect("a", 4, 0, 0, 4);

        TaskId task = wide(3);
        rig.accept("ann", 3);

        assertThat(node.ids()).hasSize(2).first().isEqualTo(task);
        assertThat(rig.scheduler.load()).isEqualTo(new Load(2, 2, 4, 0, 1));
        node.runs(0, 1);
        assertThat(node.ids()).hasSize(4);
        assertThat(rig.scheduler.load().idle()).isEqualTo(1);
    }

    @Test
    void itGoesWhereMostIsFree() {
        PlacementRig.Node full = rig.connect("a", 4, 0, 0, 4);
        rig.accept("ann", 3);
        PlacementRig.Node empty = rig.connect("b", 4, 0, 0, 4);

        TaskId task = wide(4);
        List<TaskId> other = rig.accept("ann", 1);

        assertThat(empty.ids()).containsExactly(task);
        assertThat(full.ids()).containsAll(other);
    }

    @Test
    void aBusyNodeIsNoBetterForHavingRunItsFunction() {
        PlacementRig.Node busy = rig.connect("a", 4, 4, 0, 4);
        TaskId before = wide(2);
        assertThat(busy.ids()).containsExactly(before);
        busy.runs(0, 1);
        rig.accept("ann", 3);
        PlacementRig.Node empty = rig.connect("b", 4, 4, 0, 4);

        TaskId task = wide(4);

        assertThat(empty.ids()).containsExactly(task);
    }

    @Test
    void aNodeThatHasTooFewGetsNone() {
        PlacementRig.Node few = rig.connect("a", 4, 4, 0, 2);

        TaskId task = wide(4);
        List<TaskId> other = rig.accept("ann", 1);

        assertThat(few.ids()).containsExactlyElementsOf(other);
        PlacementRig.Node enough = rig.connect("b", 4, 0, 0, 4);
        assertThat(enough.ids()).containsExactly(task);
    }

    @Test
    void oneThatWaitsForItsAcceleratorsIsNotTakenBackForNothing() {
        PlacementRig.Node node = rig.connect("a", 4, 0, 0, 4);
        rig.accept("ann", 3);
        TaskId task = wide(4);
        assertThat(node.ids()).hasSize(4).contains(task);

        for (int i = 0; i < 5; i++) {
            rig.pass(1);
        }

        assertThat(node.takenBack).isEmpty();
        assertThat(rig.scheduler.load().idle()).isZero();
    }

    @Test
    void demandCountsTheSlotsOfThoseThatAreNotOver() {
        wide(3);
        wide(3);
        wide(1);
        rig.accept("ann", 2);
        assertThat(rig.roster.slotsFor(5, gpus -> gpus)).isEqualTo(9);
        assertThat(rig.roster.slotsFor(0, gpus -> gpus)).isZero();

        PlacementRig.Node node = rig.connect("a", 8, 0, 0, 8);
        assertThat(rig.roster.slotsFor(5, gpus -> gpus)).isEqualTo(9);
        for (int i = 0; i < 5; i++) {
            node.runs(i, 1);
        }
        assertThat(rig.roster.slotsFor(1, gpus -> gpus)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 4, 4, 1",
        "1, 4, 4, 1",
        "3, 4, 4, 3",
        "4, 4, 4, 4",
        "2, 4, 2, 1",
        "3, 4, 2, 1",
        "4, 4, 2, 2",
        "1, 2, 4, 2",
        "2, 2, 4, 4",
        "2, 4, 6, 3",
        "9, 4, 4, 4",
        "2, 0, 4, 1",
        "2, 4, 0, 1"
    })
    void theSlotsFollowFromWhatTheNodeHas(int gpus, int accelerators, int slots, int taken) {
        assertThat(GpuSlots.of(gpus, accelerators, slots)).isEqualTo(taken);
    }
}

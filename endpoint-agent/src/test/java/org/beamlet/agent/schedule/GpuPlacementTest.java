package org.beamlet.agent.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.beamlet.agent.task.AcceptedTask;
import org.beamlet.agent.task.GpuSlots;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.worker.slot.Pinning;
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
        assertThat(rig.roster.slotsFor(5, Set.of(), gpus -> gpus)).isEqualTo(9);
        assertThat(rig.roster.slotsFor(0, Set.of(), gpus -> gpus)).isZero();

        PlacementRig.Node node = rig.connect("a", 8, 0, 0, 8);
        assertThat(rig.roster.slotsFor(5, Set.of(), gpus -> gpus)).isEqualTo(9);
        for (int i = 0; i < 5; i++) {
            node.runs(i, 1);
        }
        assertThat(rig.roster.slotsFor(1, Set.of(), gpus -> gpus)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 0 1 1, 2, 1",
        "1, 0 0 1 1, 2, 2",
        "2, 0 0 1 1, 2, 2",
        "1, 0 0 1 1, 3, 2",
        "2, 0 0 1 1, 3, 3",
        "2, 0 0 0 1 2 3, 5, 3",
        "0, 0 1 2 3, 4, 1",
        "1, 0 1 2 3, 4, 1",
        "3, 0 1 2 3, 4, 3",
        "4, 0 1 2 3, 4, 4",
        "2, 0 1 2 3, 2, 1",
        "3, 0 1 2 3, 2, 1",
        "4, 0 1 2 3, 2, 2",
        "9, 0 1 2 3, 4, 4",
        "2, 0 1 2 3, 0, 1",
        "1, 0 1, 4, 2",
        "2, 0 1, 4, 4",
        "2, 0 1 2 3, 6, 4"
    })
    void theSlotsFollowFromWhichOfThemSeesWhat(int gpus, String names, int slots, int taken) {
        Pinning pinning = new Pinning(List.of(names.split(" ")), "none");

        assertThat(GpuSlots.of(gpus, pinning.slotsOfDevices(slots))).isEqualTo(taken);
    }

    @Test
    void ofANodeThatNamesNoneATaskTakesOneSlot() {
        assertThat(GpuSlots.of(2, Pinning.NONE.slotsOfDevices(4))).isEqualTo(1);
    }

    @Test
    void aNodeSaysHowManySlotsSeeAnAccelerator() {
        PlacementRig.Node node = rig.connect("a", 2, 0, 0, List.of(2, 0));

        wide(1);
        rig.accept("ann", 1);

        assertThat(node.ids()).hasSize(1);
        assertThat(rig.scheduler.load()).isEqualTo(new Load(1, 1, 2, 0, 1));
    }

    @Test
    void whatRunsInABlockThatDrainsIsNoDemand() {
        rig.scheduler.heed(new TimeLimits(Optional.of(Duration.ofSeconds(100)), Optional.empty()));
        PlacementRig.Node node = rig.connect("a", 4, 0, 0, 4);
        wide(4);
        node.begins(0);
        rig.pass(100);
        wide(3);
        rig.accept("ann", 1);
        Fading fading = rig.roster.fading();
        assertThat(fading).isEqualTo(new Fading(Set.of("block-a"), Set.of(), 1));

        assertThat(rig.roster.slotsFor(2, fading.blocks(), gpus -> gpus)).isEqualTo(4);
        assertThat(rig.roster.slotsFor(3, Set.of(), gpus -> gpus)).isEqualTo(8);

        node.runs(0, 1);
        assertThat(rig.roster.slotsFor(2, fading.blocks(), gpus -> gpus)).isEqualTo(4);
    }

    @Test
    void whatIsQueuedIsCountedInTasksAndWhatIsBusyInSlots() {
        PlacementRig.Node node = rig.connect("a", 4, 8, 0, 4);
        rig.accept("ann", 1);
        wide(4);
        wide(3);
        node.begins(0);

        assertThat(node.ids()).hasSize(3);
        ManagerView waits = rig.roster.managers().getFirst();
        assertThat(List.of(waits.busy(), waits.queued())).containsExactly(1, 2);

        node.runs(0, 1);
        node.begins(1);
        ManagerView runs = rig.roster.managers().getFirst();
        assertThat(List.of(runs.busy(), runs.queued())).containsExactly(4, 1);
    }
}

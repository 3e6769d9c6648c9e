package org.beamlet.agent.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.beamlet.agent.task.AcceptedTask;
import org.beamlet.protocol.id.TaskId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accelerators that fall ill, and become well again, while tasks are there. */
class NodeChangesTest {
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

    private void says(PlacementRig.Node node, int slots, List<Integer> accelerators) {
        new NodeChanges(rig.scheduler)
                .heard(node.id, new NodeNews(slots, accelerators, List.of()), node);
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
    void aNodeWithFewerSlotsGetsFewerTasksAndThenMoreAgain() {
        PlacementRig.Node node = rig.connect("a", 4, 0, 0, 4);
        says(node, 3, List.of(1, 1, 1));

        rig.accept("ann", 4);

        assertThat(node.ids()).hasSize(3);
        assertThat(rig.scheduler.load()).isEqualTo(new Load(1, 3, 3, 0, 1));
        says(node, 4, List.of(1, 1, 1, 1));
        assertThat(node.ids()).hasSize(4);
    }

    @Test
    void aNodeOfWhichAllIsIllGetsNothingAndGivesBackWhatHasNotBegun() {
        PlacementRig.Node node = rig.connect("a", 2, 2, 0, 2);
        rig.accept("ann", 3);
        node.begins(0);

        says(node, 0, List.of());

        assertThat(node.takenBack).hasSize(2).doesNotContain(node.ids().getFirst());
        rig.accept("ann", 1);
        assertThat(node.ids()).hasSize(3);
    }

    @Test
    void aTaskThatWantsMoreThanIsLeftGoesElsewhere() {
        PlacementRig.Node node = rig.connect("a", 4, 0, 0, 4);
        TaskId task = wide(4);
        assertThat(node.ids()).containsExactly(task);

        says(node, 3, List.of(1, 1, 1));

        assertThat(node.takenBack).containsExactly(task);
        int attempt = node.placed.getFirst().attempt();
        rig.scheduler.lost(task, attempt, new Loss("", "n", "was taken back", ""));
        assertThat(node.ids()).containsExactly(task);
        PlacementRig.Node well = rig.connect("b", 4, 0, 0, 4);
        assertThat(well.ids()).containsExactly(task);
    }

    @Test
    void slotsThatAreIllAreDemandForOthers() {
        PlacementRig.Node node = rig.connect("a", 4, 0, 0, 4);
        rig.accept("ann", 3);
        assertThat(rig.roster.slotsFor(3, Set.of(), gpus -> gpus)).isEqualTo(3);

        says(node, 1, List.of(1));

        assertThat(rig.roster.slotsFor(3, Set.of(), gpus -> gpus)).isEqualTo(6);
        assertThat(rig.roster.slotsFor(3, Set.of("block-a"), gpus -> gpus)).isEqualTo(3);
    }

    @Test
    void anotherStreamThanThePresentIsNotHeard() {
        PlacementRig.Node node = rig.connect("a", 4, 0, 0, 4);
        PlacementRig.Node old = rig.new Node("a");

        says(old, 0, List.of());

        rig.accept("ann", 2);
        assertThat(node.ids()).hasSize(2);
    }

    @Test
    void whatEachWorkerHasIsShown() {
        PlacementRig.Node node = rig.connect("a", 2, 0, 0, 2);
        WorkerView first = new WorkerView(1, "n/1[7]", "0", "0", "GPU-a", "A", "5", 1L, 2L, "");
        WorkerView second = new WorkerView(2, "", "1", "1", "GPU-b", "A", "5", 1L, 2L, "ill");
        WorkerView later = new WorkerView(1, "n/1[9]", "0", "0", "GPU-a", "A", "5", 1L, 2L, "");
        NodeChanges changes = new NodeChanges(rig.scheduler);

        changes.heard("a", new NodeNews(1, List.of(1), List.of(first, second)), node);
        changes.heard("a", new NodeNews(1, List.of(1), List.of(later)), node);

        ManagerView seen = rig.roster.managers().getFirst();
        assertThat(seen.workers()).containsExactly(later, second);
        assertThat(seen.slots()).isEqualTo(1);
    }
}

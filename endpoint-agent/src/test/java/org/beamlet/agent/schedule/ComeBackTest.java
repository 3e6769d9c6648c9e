package org.beamlet.agent.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.beamlet.protocol.id.TaskId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that came back from a node manager, and an agent that was killed afterwards. */
class ComeBackTest {
    @TempDir Path folder;

    /** Two tasks went to one slot; what is behind the first comes back. */
    private TaskId oneComesBack(PlacementRig rig) throws Exception {
        List<TaskId> tasks = rig.acceptForGood(2);
        PlacementRig.Node node = rig.connect("a", 1, 1, 0);
        node.begins(0);
        assertThat(node.ids()).containsExactlyElementsOf(tasks);
        Assignment behind = node.placed.get(1);
        rig.scheduler.lost(
                tasks.get(1), behind.attempt(), new Loss("", "node-a", "was taken back", ""));
        return tasks.get(1);
    }

    @Test
    void itIsNotLostWithTheBlockItWasIn() throws Exception {
        TaskId behind;
        try (PlacementRig rig = new PlacementRig(folder, 0)) {
            behind = oneComesBack(rig);
        }
        try (PlacementRig rig = new PlacementRig(folder, 0)) {
            rig.recover(Set.of(), Set.of("block-a"));

            assertThat(rig.error().userMessage()).contains("block-a");
            assertThat(rig.connect("b", 4, 0, 0).ids()).containsExactly(behind);
        }
    }

    /** It may have been placed once more, which the killed agent had no time to write down. */
    @Test
    void whileBlocksLiveItWaitsForWhatTheirManagersHold() throws Exception {
        TaskId behind;
        try (PlacementRig rig = new PlacementRig(folder, 0)) {
            behind = oneComesBack(rig);
        }
        try (PlacementRig rig = new PlacementRig(folder, 0)) {
            rig.recover(Set.of("block-b"), Set.of("block-a"));
            PlacementRig.Node stranger = rig.connect("c", 4, 0, 0);
            assertThat(stranger.placed).isEmpty();

            rig.pass(61);

            assertThat(stranger.ids()).containsExactly(behind);
        }
    }
}

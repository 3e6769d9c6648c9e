package org.beamlet.agent.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that wait on one node while another has nothing to do. */
class EvenOutTest {
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

    @Test
    void whatWaitsBehindOthersMovesToANodeThatCameLater() {
        PlacementRig.Node first = rig.connect("a", 2, 2, 0);
        var tasks = rig.accept("u", 4);
        first.begins(0);
        first.begins(1);
        PlacementRig.Node second = rig.connect("b", 2, 2, 0);

        rig.pass(1);
        rig.pass(1);

        assertThat(first.takenBack).containsExactly(tasks.get(3), tasks.get(2));
        first.placed
                .subList(2, 4)
                .forEach(one ->
                        rig.scheduler.lost(
                                one.task().id(),
                                one.attempt(),
                                new Loss("worker", "node-a", "was taken back", "")));
        assertThat(second.ids()).containsExactlyInAnyOrder(tasks.get(2), tasks.get(3));
    }

    @Test
    void noMoreIsAskedForThanThereIsRoomElsewhere() {
        PlacementRig.Node first = rig.connect("a", 1, 3, 0);
        rig.accept("u", 4);
        first.begins(0);
        rig.connect("b", 1, 3, 0);

        rig.pass(1);

        assertThat(first.takenBack).hasSize(1);
    }

    @Test
    void nothingMovesWhileEachHasEnough() {
        PlacementRig.Node first = rig.connect("a", 1, 2, 0);
        PlacementRig.Node second = rig.connect("b", 1, 2, 0);
        rig.accept("u", 4);
        first.begins(0);
        second.begins(0);

        rig.pass(1);

        assertThat(first.takenBack).isEmpty();
        assertThat(second.takenBack).isEmpty();
    }
}

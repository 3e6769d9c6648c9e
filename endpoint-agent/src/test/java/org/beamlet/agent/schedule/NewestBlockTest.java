package org.beamlet.agent.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that go to the newest block, so that older ones may be given back. */
class NewestBlockTest {
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
    void theNewestBlockIsFilledBeforeOlderOnes() {
        rig.scheduler.preferNewestBlocks();
        PlacementRig.Node old = rig.connect("a", 3, 0, 0);
        PlacementRig.Node recent = rig.connect("b", 2, 0, 0);

        rig.accept("u", 3);

        assertThat(recent.placed).hasSize(2);
        assertThat(old.placed).hasSize(1);
    }

    @Test
    void aFreeSlotOfAnOlderBlockGoesBeforeRoomBehindOthers() {
        rig.scheduler.preferNewestBlocks();
        PlacementRig.Node old = rig.connect("a", 1, 2, 0);
        PlacementRig.Node recent = rig.connect("b", 1, 2, 0);

        rig.accept("u", 2);
        assertThat(old.placed).hasSize(1);
        assertThat(recent.placed).hasSize(1);

        rig.accept("u", 2);
        assertThat(old.placed).hasSize(1);
        assertThat(recent.placed).hasSize(3);
    }

    @Test
    void itHoldsForManagersThatWereThereBefore() {
        PlacementRig.Node old = rig.connect("a", 4, 0, 0);
        PlacementRig.Node recent = rig.connect("b", 2, 0, 0);

        rig.scheduler.preferNewestBlocks();
        rig.accept("u", 2);

        assertThat(recent.placed).hasSize(2);
        assertThat(old.placed).isEmpty();
    }

    @Test
    void otherwiseTheEmptiestIsChosen() {
        PlacementRig.Node old = rig.connect("a", 4, 0, 0);
        PlacementRig.Node recent = rig.connect("b", 2, 0, 0);

        rig.accept("u", 2);

        assertThat(old.placed).hasSize(2);
        assertThat(recent.placed).isEmpty();
    }

    @Test
    void whatEndsInAnOlderBlockLeavesItIdleWhileANewerHasRoom() {
        rig.scheduler.preferNewestBlocks();
        PlacementRig.Node old = rig.connect("a", 2, 0, 0);
        PlacementRig.Node recent = rig.connect("b", 2, 0, 0);
        rig.accept("u", 4);
        old.runs(0, 1);
        recent.runs(0, 1);

        rig.accept("u", 1);

        assertThat(recent.placed).hasSize(3);
        assertThat(old.placed).hasSize(2);
    }
}

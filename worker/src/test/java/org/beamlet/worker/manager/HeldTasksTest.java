package org.beamlet.worker.manager;

import static org.assertj.core.api.Assertions.assertThat;

import org.beamlet.node.wire.FromManager;
import org.beamlet.node.wire.HeldTask;
import org.beamlet.node.wire.TaskFinished;
import org.beamlet.node.wire.TaskLost;
import org.beamlet.node.wire.TaskStarted;
import org.junit.jupiter.api.Test;

class HeldTasksTest {
    private static final HeldTask TASK =
            HeldTask.newBuilder().setTaskId("0190c0de").setAttempt(1).build();
    private static final FromManager STARTED =
            FromManager.newBuilder().setStarted(TaskStarted.getDefaultInstance()).build();
    private static final FromManager FINISHED =
            FromManager.newBuilder().setFinished(TaskFinished.getDefaultInstance()).build();
    private static final FromManager LOST =
            FromManager.newBuilder().setLost(TaskLost.getDefaultInstance()).build();

    private final HeldTasks held = new HeldTasks();

    @Test
    void whatATaskHasComeToIsToldAgain() {
        assertThat(held.add(TASK)).isTrue();
        assertThat(held.reports()).isEmpty();

        assertThat(held.began(TASK, STARTED)).isTrue();
        assertThat(held.reports()).containsEntry(TASK, STARTED);

        held.report(TASK, FINISHED);
        assertThat(held.reports()).containsEntry(TASK, FINISHED);
    }

    @Test
    void aBeginningThatIsHeardOfLateDoesNotHideTheEnd() {
        for (FromManager end : new FromManager[] {FINISHED, LOST}) {
            boolean _ = held.add(TASK);
            held.report(TASK, end);

            assertThat(held.began(TASK, STARTED)).isFalse();
            assertThat(held.reports()).containsEntry(TASK, end);
            held.forget(TASK);
        }
    }
}

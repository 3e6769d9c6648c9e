package org.beamlet.protocol.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.message.WireState;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskStateTest {
    private static final Instant T = Instant.parse("2026-11-21T03:00:00Z");
    private static final TaskState RECEIVED = new TaskState.Received(T, 1);

    private static TaskState after(TaskEvent... events) {
        TaskState state = RECEIVED;
        for (TaskEvent event : events) {
            state = state.on(event);
        }
        return state;
    }

    @Nested
    class OneAttempt {
        @Test
        void goesFromReceivedToSuccess() {
            assertThat(after(new TaskEvent.Published(T, 1)).wire())
                    .isEqualTo(WireState.WAITING_FOR_ENDPOINT);
            assertThat(after(new TaskEvent.Accepted(T, 1)).wire())
                    .isEqualTo(WireState.WAITING_FOR_NODES);
            assertThat(after(new TaskEvent.Placed(T, 1)).wire())
                    .isEqualTo(WireState.WAITING_FOR_LAUNCH);
            assertThat(after(new TaskEvent.Started(T, 1)).wire()).isEqualTo(WireState.RUNNING);
            assertThat(after(new TaskEvent.Started(T, 1), new TaskEvent.Succeeded(T, 1)).wire())
                    .isEqualTo(WireState.SUCCESS);
        }

        @Test
        void doesNotGoBackOnLateNews() {
            assertThat(after(new TaskEvent.Started(T, 1), new TaskEvent.Published(T, 1)))
                    .isInstanceOf(TaskState.Running.class);
        }
    }

    @Nested
    class SeveralAttempts {
        @Test
        void goBackwardsOnlyUnderANewNumber() {
            TaskState again = after(new TaskEvent.Started(T, 1), new TaskEvent.Replaced(T, 2));

            assertThat(again).isEqualTo(new TaskState.WaitingForNodes(T, 2));
            assertThat(again.on(new TaskEvent.Started(T, 1))).isEqualTo(again);
            assertThat(again.on(new TaskEvent.Started(T, 2)))
                    .isEqualTo(new TaskState.Running(T, 2));
        }

        @Test
        void endWithWhicheverEndsFirst() {
            assertThat(after(new TaskEvent.Replaced(T, 2), new TaskEvent.Succeeded(T, 1)))
                    .isEqualTo(new TaskState.Succeeded(T, 1));
        }
    }

    @Test
    void nothingLeavesATerminalState() {
        List<TaskState> ends =
                List.of(
                        new TaskState.Succeeded(T, 1),
                        new TaskState.Failed(T, 1),
                        new TaskState.Cancelled(T, 1),
                        new TaskState.Expired(T, 1),
                        new TaskState.Lost(T, 1));
        List<TaskEvent> events =
                List.of(
                        new TaskEvent.Published(T, 2),
                        new TaskEvent.Replaced(T, 3),
                        new TaskEvent.Started(T, 9),
                        new TaskEvent.Failed(T, 1),
                        new TaskEvent.Succeeded(T, 2));
        for (TaskState end : ends) {
            for (TaskEvent event : events) {
                assertThat(end.on(event)).isSameAs(end);
            }
        }
    }

    @Test
    void ownStatesAreFailuresOnTheWire() {
        assertThat(new TaskState.Cancelled(T, 1).wire()).isEqualTo(WireState.FAILED);
        assertThat(new TaskState.Expired(T, 1).wire()).isEqualTo(WireState.FAILED);
        assertThat(new TaskState.Lost(T, 1).wire()).isEqualTo(WireState.FAILED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "received",
                "waiting-for-ep",
                "waiting-for-nodes",
                "waiting-for-launch",
                "running",
                "success",
                "failed",
                "cancelled",
                "expired",
                "lost"
            })
    void everyStoredWordReadsBackAsItself(String word) {
        TaskState state = TaskState.of(word, T, 3);

        assertThat(state.word()).isEqualTo(word);
        assertThat(state.attempt()).isEqualTo(3);
        assertThat(state.at()).isEqualTo(T);
    }

    @Test
    void anAttemptBelowOneIsABug() {
        assertThatThrownBy(() -> RECEIVED.on(new TaskEvent.Started(T, 0)))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.ILLEGAL_TRANSITION));
    }
}

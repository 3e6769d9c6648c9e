package org.beamlet.protocol.task;

import java.time.Instant;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** The transition function behind {@link TaskState#on}. */
final class TaskTransitions {
    private TaskTransitions() {}

    /**
     * Forward steps are taken, repeated or late ones leave the state as it is (every channel is
     * at-least-once), and only a new attempt leads backwards.
     */
    static TaskState next(TaskState state, TaskEvent event) {
        if (state instanceof TaskState.Terminal) {
            return state;
        }
        if (event.attempt() < 1) {
            throw new BeamletException(
                    ErrorCode.ILLEGAL_TRANSITION,
                    "%s of attempt %d on %s".formatted(event, event.attempt(), state),
                    "report this with the task's timeline");
        }
        TaskState target = target(event);
        if (target instanceof TaskState.Terminal) {
            // Whichever attempt ends first decides; its result is as good as any other's.
            return target;
        }
        if (event.attempt() != state.attempt()) {
            return event.attempt() > state.attempt() ? target : state;
        }
        return rank(target) > rank(state) ? target : state;
    }

    private static TaskState target(TaskEvent event) {
        return switch (event) {
            case TaskEvent.Requeued(var at, var n) -> new TaskState.Received(at, n);
            case TaskEvent.Published(var at, var n) -> new TaskState.WaitingForEndpoint(at, n);
            case TaskEvent.Accepted(var at, var n) -> new TaskState.WaitingForNodes(at, n);
            case TaskEvent.Placed(var at, var n) -> new TaskState.WaitingForLaunch(at, n);
            case TaskEvent.Started(var at, var n) -> new TaskState.Running(at, n);
            case TaskEvent.Replaced(var at, var n) -> new TaskState.WaitingForNodes(at, n);
            case TaskEvent.Succeeded(var at, var n) -> new TaskState.Succeeded(at, n);
            case TaskEvent.Failed(var at, var n) -> new TaskState.Failed(at, n);
            case TaskEvent.Cancelled(var at, var n) -> new TaskState.Cancelled(at, n);
            case TaskEvent.Expired(var at, var n) -> new TaskState.Expired(at, n);
            case TaskEvent.Lost(var at, var n) -> new TaskState.Lost(at, n);
        };
    }

    private static int rank(TaskState state) {
        return switch (state) {
            case TaskState.Received _ -> 0;
            case TaskState.WaitingForEndpoint _ -> 1;
            case TaskState.WaitingForNodes _ -> 2;
            case TaskState.WaitingForLaunch _ -> 3;
            case TaskState.Running _ -> 4;
            case TaskState.Terminal _ -> 5;
        };
    }

    static TaskState stored(String word, Instant at, int attempt) {
        return switch (word) {
            case "received" -> new TaskState.Received(at, attempt);
            case "waiting-for-ep" -> new TaskState.WaitingForEndpoint(at, attempt);
            case "waiting-for-nodes" -> new TaskState.WaitingForNodes(at, attempt);
            case "waiting-for-launch" -> new TaskState.WaitingForLaunch(at, attempt);
            case "running" -> new TaskState.Running(at, attempt);
            case "success" -> new TaskState.Succeeded(at, attempt);
            case "failed" -> new TaskState.Failed(at, attempt);
            case "cancelled" -> new TaskState.Cancelled(at, attempt);
            case "expired" -> new TaskState.Expired(at, attempt);
            case "lost" -> new TaskState.Lost(at, attempt);
            default ->
                    throw new BeamletException(
                            ErrorCode.INTERNAL_ERROR,
                            "'%s' is not a stored task state".formatted(word),
                            "restore the store from its back-up");
        };
    }
}

package org.beamlet.protocol.task;

import java.time.Instant;
import org.beamlet.protocol.message.WireState;

/**
 * Where a task is.
 *
 * <p>{@code attempt} counts placements, from 1; a state of an older attempt never overrides a newer
 * one. The wire knows fewer words: see {@link #wire()}.
 */
public sealed interface TaskState {
    Instant at();

    int attempt();

    /** {@return the wire's word for this state} */
    WireState wire();

    /** {@return the word under which it is stored and shown} */
    default String word() {
        return wire().word();
    }

    /** Accepted by the service; an outbox row will carry it to the broker. */
    record Received(Instant at, int attempt) implements TaskState {
        @Override
        public WireState wire() {
            return WireState.RECEIVED;
        }
    }

    /** In the endpoint's queue at the broker. */
    record WaitingForEndpoint(Instant at, int attempt) implements TaskState {
        @Override
        public WireState wire() {
            return WireState.WAITING_FOR_ENDPOINT;
        }
    }

    /** In the agent's journal; no block has a slot for it yet. */
    record WaitingForNodes(Instant at, int attempt) implements TaskState {
        @Override
        public WireState wire() {
            return WireState.WAITING_FOR_NODES;
        }
    }

    /** With a node manager, before a worker began. */
    record WaitingForLaunch(Instant at, int attempt) implements TaskState {
        @Override
        public WireState wire() {
            return WireState.WAITING_FOR_LAUNCH;
        }
    }

    /** A worker runs it. */
    record Running(Instant at, int attempt) implements TaskState {
        @Override
        public WireState wire() {
            return WireState.RUNNING;
        }
    }

    /** Never left again: the first terminal outcome wins. */
    sealed interface Terminal extends TaskState {}

    record Succeeded(Instant at, int attempt) implements Terminal {
        @Override
        public WireState wire() {
            return WireState.SUCCESS;
        }
    }

    /** The function raised, or was refused. */
    record Failed(Instant at, int attempt) implements Terminal {
        @Override
        public WireState wire() {
            return WireState.FAILED;
        }
    }

    /** Somebody asked for it; on the wire a failure with code TASK_CANCELLED. */
    record Cancelled(Instant at, int attempt) implements Terminal {
        @Override
        public WireState wire() {
            return WireState.FAILED;
        }

        @Override
        public String word() {
            return "cancelled";
        }
    }

    /** Nobody ran it in time; on the wire a failure with code TASK_EXPIRED. */
    record Expired(Instant at, int attempt) implements Terminal {
        @Override
        public WireState wire() {
            return WireState.FAILED;
        }

        @Override
        public String word() {
            return "expired";
        }
    }

    /**
     * The system lost it more often than it may retry; on the wire a failure, TASK_LOST or
     * WALLTIME_REACHED.
     */
    record Lost(Instant at, int attempt) implements Terminal {
        @Override
        public WireState wire() {
            return WireState.FAILED;
        }

        @Override
        public String word() {
            return "lost";
        }
    }

    /** The one place that says which steps are legal. */
    default TaskState on(TaskEvent event) {
        return TaskTransitions.next(this, event);
    }

    /** {@return the state as it was stored under {@code word}} */
    static TaskState of(String word, Instant at, int attempt) {
        return TaskTransitions.stored(word, at, attempt);
    }
}

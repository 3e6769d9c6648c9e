package org.beamlet.protocol.task;

import java.time.Instant;

/** What can happen to a task, as seen by attempt {@code attempt}. */
public sealed interface TaskEvent {
    Instant at();

    int attempt();

    /** The service places it anew, under a new attempt number. */
    record Requeued(Instant at, int attempt) implements TaskEvent {}

    /** The broker confirmed it; with a higher attempt number, it was placed anew. */
    record Published(Instant at, int attempt) implements TaskEvent {}

    /** The agent journaled it. */
    record Accepted(Instant at, int attempt) implements TaskEvent {}

    /** The agent sent it to a node manager. */
    record Placed(Instant at, int attempt) implements TaskEvent {}

    /** A worker began. */
    record Started(Instant at, int attempt) implements TaskEvent {}

    /** Its worker, block or node is gone and it waits again, under a new attempt number. */
    record Replaced(Instant at, int attempt) implements TaskEvent {}

    record Succeeded(Instant at, int attempt) implements TaskEvent {}

    record Failed(Instant at, int attempt) implements TaskEvent {}

    record Cancelled(Instant at, int attempt) implements TaskEvent {}

    record Expired(Instant at, int attempt) implements TaskEvent {}

    record Lost(Instant at, int attempt) implements TaskEvent {}
}

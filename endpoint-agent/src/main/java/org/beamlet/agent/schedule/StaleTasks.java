package org.beamlet.agent.schedule;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.beamlet.protocol.id.TaskId;

/**
 * Placements that are no longer wanted and that a node manager still has: they take its slots until
 * it says that they are over, and what they bring counts for nothing. Guarded by the scheduler.
 */
final class StaleTasks {
    private record Key(TaskId id, int attempt) {}

    private final Map<Key, TaskEntry> placed = new HashMap<>();

    void add(TaskEntry entry) {
        placed.put(new Key(entry.id, entry.attempt), entry);
    }

    /** {@return the placement, if it is one of these; it is none any more} */
    Optional<TaskEntry> take(TaskId id, int attempt) {
        return Optional.ofNullable(placed.remove(new Key(id, attempt)));
    }

    void remove(TaskEntry entry) {
        placed.remove(new Key(entry.id, entry.attempt));
    }
}

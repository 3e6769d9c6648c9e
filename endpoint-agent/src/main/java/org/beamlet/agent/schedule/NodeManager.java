package org.beamlet.agent.schedule;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A node manager as the scheduler sees it; guarded by the scheduler's lock. */
final class NodeManager {
    final String id;
    final String block;
    String node;
    int slots;
    int prefetch;
    @Nullable ManagerLink link;

    /** When the stream broke, in nanoseconds of the scheduler's clock. */
    long silentSince;

    final Set<TaskEntry> assigned = new LinkedHashSet<>();

    NodeManager(String id, String block, long now) {
        this.id = id;
        this.block = block;
        this.node = "";
        this.silentSince = now;
    }

    int freeSlots() {
        return link == null ? 0 : Math.max(0, slots - assigned.size());
    }

    int credit() {
        return link == null ? 0 : Math.max(0, slots + prefetch - assigned.size());
    }

    /** Asks for a task, unless it has begun. */
    void takeBack(TaskEntry entry) {
        if (link != null && !entry.started && !entry.recalled) {
            entry.recalled = true;
            link.takeBack(List.of(new Assignment(entry.task, entry.attempt)));
        }
    }

    void takeBackIdle() {
        List.copyOf(assigned).forEach(this::takeBack);
    }
}

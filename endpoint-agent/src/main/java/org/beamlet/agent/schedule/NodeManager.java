package org.beamlet.agent.schedule;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A node manager as the scheduler sees it; guarded by the scheduler's lock. */
final class NodeManager {
    /** How much work may be with a manager besides what the configuration says. */
    private static final Duration AHEAD = Duration.ofMillis(15);

    private static final int MOST_AHEAD = 256;

    final String id;
    final String block;
    String node;
    int slots;
    int prefetch;
    @Nullable ManagerLink link;

    /** When the stream broke, in nanoseconds of the scheduler's clock. */
    long silentSince;

    final Set<TaskEntry> assigned = new LinkedHashSet<>();
    private final Pace pace;

    NodeManager(String id, String block, long now) {
        this.id = id;
        this.block = block;
        this.node = "";
        this.silentSince = now;
        this.pace = new Pace(MOST_AHEAD, now);
    }

    int freeSlots() {
        return link == null ? 0 : Math.max(0, slots - assigned.size());
    }

    /** Where nothing is to be kept ready, nothing is sent ahead either. */
    int credit(long now) {
        int ahead = prefetch == 0 ? 0 : Math.max(prefetch, pace.within(AHEAD, now));
        return link == null ? 0 : Math.max(0, slots + ahead - assigned.size());
    }

    /** One of its tasks has ended. */
    void ended(long now) {
        pace.ended(now);
    }

    /** Asks for what was sent ahead of its time, once the tasks before it take longer. */
    void takeBackSurplus(long now) {
        int surplus = assigned.size() - slots - prefetch;
        if (surplus > 0 && pace.still(now)) {
            List.copyOf(assigned).reversed().stream().limit(surplus).forEach(this::takeBack);
        }
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

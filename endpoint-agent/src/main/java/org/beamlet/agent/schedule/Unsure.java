package org.beamlet.agent.schedule;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tasks that an agent which was killed may have placed in its last moment, before its journal said
 * so. Those that must not run twice wait here until each of its blocks has said what it holds, or
 * was silent for too long. Guarded by the scheduler's lock.
 */
final class Unsure {
    private final TaskTable table;
    private final Set<String> silent = new HashSet<>();
    private final List<TaskEntry> tasks = new ArrayList<>();
    private long untilNanos;

    Unsure(TaskTable table) {
        this.table = table;
    }

    void expect(Set<String> blocks, long nanos) {
        silent.addAll(blocks);
        untilNanos = nanos;
    }

    void add(TaskEntry entry) {
        tasks.add(entry);
    }

    /** A node manager of the block is there, and has what it holds. */
    void heard(String block) {
        silent.remove(block);
        if (silent.isEmpty()) {
            letGo();
        }
    }

    void tick(long nowNanos) {
        if (!tasks.isEmpty() && nowNanos - untilNanos >= 0) {
            letGo();
        }
    }

    private void letGo() {
        for (TaskEntry entry : tasks) {
            if (!entry.finished && !entry.stale && entry.manager == null) {
                table.waiting.add(entry);
            }
        }
        tasks.clear();
    }
}

package org.beamlet.worker.manager;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.beamlet.node.wire.FromManager;
import org.beamlet.node.wire.HeldTask;

/** What the manager answers for: each task from its placement until the agent has its result. */
final class HeldTasks {
    /** Each with what the agent must hear of it after a lost stream. */
    private final Map<HeldTask, FromManager> tasks = new LinkedHashMap<>();

    /** Takes a task; false if it is held already. */
    synchronized boolean add(HeldTask task) {
        return tasks.putIfAbsent(task, FromManager.getDefaultInstance()) == null;
    }

    /** Notes what has become of a task since. */
    synchronized void report(HeldTask task, FromManager report) {
        tasks.replace(task, report);
    }

    /**
     * Notes that a worker has begun a task; {@return false where its end is known already, which
     * must be heard}
     */
    synchronized boolean began(HeldTask task, FromManager report) {
        FromManager before = tasks.get(task);
        if (before != null && (before.hasFinished() || before.hasLost())) {
            return false;
        }
        report(task, report);
        return true;
    }

    synchronized void forget(HeldTask task) {
        tasks.remove(task);
        if (tasks.isEmpty()) {
            notifyAll();
        }
    }

    synchronized boolean has(HeldTask task) {
        return tasks.containsKey(task);
    }

    synchronized List<HeldTask> all() {
        return List.copyOf(tasks.keySet());
    }

    /** What an agent that has just been found again has perhaps not heard. */
    synchronized Map<HeldTask, FromManager> reports() {
        Map<HeldTask, FromManager> reports = new LinkedHashMap<>();
        tasks.forEach((task, report) -> {
            if (report.getKindCase() != FromManager.KindCase.KIND_NOT_SET) {
                reports.put(task, report);
            }
        });
        return reports;
    }

    synchronized boolean isEmpty() {
        return tasks.isEmpty();
    }

    /** Waits until nothing is held, or the time is up. */
    synchronized boolean awaitEmpty(long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        long left = millis;
        while (!tasks.isEmpty() && left > 0) {
            wait(left);
            left = (end - System.nanoTime()) / 1_000_000;
        }
        return tasks.isEmpty();
    }
}

package org.beamlet.agent.schedule;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;

/** The node managers and their tasks, for whoever looks from outside. */
public final class Roster {
    private static final long SECOND = 1_000_000_000L;

    private final Scheduler scheduler;

    public Roster(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    public List<ManagerView> managers() {
        synchronized (scheduler) {
            long now = scheduler.nanos.getAsLong();
            return scheduler.managers.values().stream().map(one -> view(one, now)).toList();
        }
    }

    private static ManagerView view(NodeManager manager, long now) {
        boolean connected = manager.link != null;
        NodeManager.Use use = manager.use();
        return new ManagerView(
                manager.id,
                manager.block,
                manager.node,
                connected,
                manager.slots,
                use.slots(),
                use.queued(),
                manager.draining,
                connected ? 0 : Math.max(0, now - manager.silentSince) / SECOND,
                connected ? manager.workers() : List.of());
    }

    public TaskCounts tasks() {
        synchronized (scheduler) {
            int running =
                    scheduler.managers.values().stream()
                            .mapToInt(one ->
                                    (int) one.assigned.stream().filter(t -> t.started).count())
                            .sum();
            int waiting = scheduler.table.waiting.size();
            return scheduler.table.counts.told(
                    waiting, scheduler.table.unfinished() - waiting, running);
        }
    }

    /**
     * Counts slots that tasks want.
     *
     * @param tasks how many
     * @param without blocks whose tasks are not among them
     * @param slotsOf by how many accelerators a task asks for
     */
    public int slotsFor(int tasks, Set<String> without, IntUnaryOperator slotsOf) {
        if (tasks == 0) {
            return 0;
        }
        synchronized (scheduler) {
            int all =
                    scheduler.table.wide.entrySet().stream()
                            .mapToInt(
                                    one -> one.getValue() * (slotsOf.applyAsInt(one.getKey()) - 1))
                            .sum();
            int others =
                    scheduler.managers.values().stream()
                            .filter(manager -> without.contains(manager.block))
                            .flatMap(manager -> manager.wide.stream())
                            .filter(task -> !task.finished)
                            .mapToInt(task -> slotsOf.applyAsInt(task.gpus) - 1)
                            .sum();
            // Slots that get nothing are as good as taken: others have to do their work.
            int ill =
                    scheduler.managers.values().stream()
                            .filter(manager -> !without.contains(manager.block))
                            .mapToInt(NodeManager::illSlots)
                            .sum();
            return tasks + all - others + ill;
        }
    }

    /** {@return the blocks that get nothing more} */
    public Fading fading() {
        synchronized (scheduler) {
            return NodeManagers.fading(scheduler.managers.values());
        }
    }

    /**
     * Says when a block began, and what is known of its end.
     *
     * @param age since its job was seen to run
     * @param walltime of its job
     */
    public void runs(String block, Duration age, Optional<Duration> walltime) {
        synchronized (scheduler) {
            long now = scheduler.nanos.getAsLong();
            BlockSpan span = scheduler.spans.of(block, now);
            span.beganBy(now - age.toNanos());
            walltime.ifPresent(length -> span.endsBy(now - age.toNanos() + length.toNanos()));
        }
    }

    /** {@return the blocks with a node manager that is connected} */
    public Set<String> connectedBlocks() {
        synchronized (scheduler) {
            return scheduler.managers.values().stream()
                    .filter(manager -> manager.link != null)
                    .map(manager -> manager.block)
                    .collect(Collectors.toSet());
        }
    }

    /** {@return the blocks that have a task} */
    public Set<String> busyBlocks() {
        synchronized (scheduler) {
            return scheduler.managers.values().stream()
                    .filter(manager -> !manager.assigned.isEmpty())
                    .map(manager -> manager.block)
                    .collect(Collectors.toSet());
        }
    }

    /**
     * Lets go of a block's node managers, unless one of them has a task.
     *
     * @return whether the block has nothing to do and will get nothing more
     */
    public boolean release(String block, String why) {
        synchronized (scheduler) {
            List<NodeManager> its = scheduler.managers.ofBlock(block);
            if (its.stream().anyMatch(manager -> !manager.assigned.isEmpty())) {
                return false;
            }
            for (NodeManager manager : its) {
                scheduler.managers.remove(manager);
                if (manager.link != null) {
                    manager.link.stop(true, why);
                }
            }
            return true;
        }
    }
}

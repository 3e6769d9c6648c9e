package org.beamlet.agent.schedule;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.beamlet.agent.task.GpuSlots;
import org.jspecify.annotations.Nullable;

/** A node manager as the scheduler sees it; guarded by the scheduler's lock. */
final class NodeManager {
    /** How much work may be with a manager besides what the configuration says. */
    private static final Duration AHEAD = Duration.ofMillis(15);

    private static final int MOST_AHEAD = 256;

    /** Functions for which its workers are taken to be warm. */
    private static final int MOST_WARM = 32;

    final String id;
    final String block;
    final BlockSpan span;
    final long number;
    private final Consumer<NodeManager> changed;
    String node;
    int slots;
    int prefetch;
    private List<Integer> acceleratorSlots = List.of();

    /** As many as it would have if all were well. */
    private int slotsInAll;

    private final Map<Integer, WorkerView> workers = new TreeMap<>();
    @Nullable ManagerLink link;

    /** Under how many free slots the table has it; -1 for not at all. */
    int listedAs = -1;

    /** It gets nothing more. */
    boolean draining;

    /** It is about to end, and gives back what it has not begun. */
    private boolean leaving;

    /** Its tasks are so short that more of them are sent ahead than it keeps ready. */
    private boolean quick;

    /** It has nothing to do, and too little time left for whatever waits. */
    boolean spent;

    /** Its block's, in the order in which blocks came to have managers. */
    int blockNumber;

    /** When the stream broke, in nanoseconds of the scheduler's clock. */
    long silentSince;

    final Set<TaskEntry> assigned = new LinkedHashSet<>();

    /** Of these, those that ask for accelerators. */
    final Set<TaskEntry> wide = new LinkedHashSet<>();

    private final Pace pace;
    private final Map<FunctionPast, Boolean> warm = new LinkedHashMap<>(16, 0.75f, true);
    private @Nullable FunctionPast last;

    /**
     * Makes one that is not connected.
     *
     * @param number in the order in which they come
     * @param changed told whenever there may be more or less room
     */
    NodeManager(String id, long number, BlockSpan span, long now, Consumer<NodeManager> changed) {
        this.id = id;
        this.number = number;
        this.changed = changed;
        this.block = span.block;
        this.span = span;
        this.node = "";
        this.silentSince = now;
        this.pace = new Pace(MOST_AHEAD, now);
    }

    /** It has opened its stream, for the first time or again. */
    void connected(ManagerHello hello, ManagerLink by) {
        link = by;
        node = hello.node();
        slots = hello.slots();
        prefetch = hello.prefetch();
        slotsInAll = hello.slots();
        acceleratorSlots = hello.acceleratorSlots();
        changed.accept(this);
    }

    /** It has said how its node is. */
    void heard(NodeNews news) {
        slots = Math.min(news.slots(), slotsInAll);
        acceleratorSlots = news.acceleratorSlots();
        news.workers().forEach(worker -> workers.put(worker.slot(), worker));
        changed.accept(this);
    }

    /** {@return what each of its workers has, where it has said so} */
    List<WorkerView> workers() {
        return List.copyOf(workers.values());
    }

    /** {@return slots that get nothing because their accelerators are ill} */
    int illSlots() {
        return link == null ? 0 : slotsInAll - slots;
    }

    /** Asks for all that has not begun, and would not begin before something else ends. */
    void takeBackUnplaced() {
        if (illSlots() > 0 && taken() > slots) {
            takeBackIdle();
        }
    }

    void disconnected(long now) {
        link = null;
        silentSince = now;
        changed.accept(this);
    }

    void drain(boolean ends) {
        if (draining != ends) {
            draining = ends;
            changed.accept(this);
        }
    }

    /** It gives back what it has not begun, and is not to get it again. */
    void leaves() {
        leaving = true;
        changed.accept(this);
    }

    /** {@return whether it may have credit; where not, it has none} */
    boolean mayHaveRoom() {
        return !takesNone() && slots > 0 && (quick || slots + prefetch > taken());
    }

    /** {@return whether it was not assigned before} */
    boolean add(TaskEntry entry) {
        if (entry.gpus > 0) {
            wide.add(entry);
        }
        boolean more = assigned.add(entry);
        changed.accept(this);
        return more;
    }

    /** {@return whether it was assigned} */
    boolean remove(TaskEntry entry) {
        wide.remove(entry);
        boolean fewer = assigned.remove(entry);
        changed.accept(this);
        return fewer;
    }

    /** {@return how many slots its tasks take, or will take once they run} */
    int taken() {
        int further = 0;
        for (TaskEntry entry : wide) {
            further += slotsOf(entry) - 1;
        }
        return assigned.size() + further;
    }

    /**
     * What its node is at, as far as one can tell from here.
     *
     * @param slots that tasks take
     * @param queued tasks that are behind these
     */
    record Use(int slots, int queued) {}

    Use use() {
        int free = slots;
        for (TaskEntry entry : assigned) {
            free -= entry.started ? slotsOf(entry) : 0;
        }
        int queued = 0;
        for (TaskEntry entry : assigned) {
            // They begin in their order: nobody passes one that waits for its accelerators.
            if (!entry.started) {
                int needed = slotsOf(entry);
                if (queued > 0 || needed > free) {
                    queued++;
                } else {
                    free -= needed;
                }
            }
        }
        return new Use(slots - Math.max(0, free), queued);
    }

    /** {@return how many tasks are behind others} */
    int queued() {
        return taken() <= slots ? 0 : use().queued();
    }

    private int slotsOf(TaskEntry entry) {
        return GpuSlots.of(entry.gpus, acceleratorSlots);
    }

    /** {@return whether its node has so many accelerators; blocks may be older than the wish} */
    boolean has(int gpus) {
        return gpus <= acceleratorSlots.size();
    }

    /** {@return whether a task that asks for so many would begin at once} */
    boolean isFreeFor(int gpus) {
        return freeSlots() >= GpuSlots.of(gpus, acceleratorSlots);
    }

    int freeSlots() {
        return takesNone() ? 0 : Math.max(0, slots - taken());
    }

    /** Where nothing is to be kept ready, nothing is sent ahead either. */
    int credit(long now) {
        int ahead = prefetch == 0 ? 0 : Math.max(prefetch, pace.within(AHEAD, now));
        return takesNone() || slots == 0 ? 0 : Math.max(0, slots + ahead - taken());
    }

    private boolean takesNone() {
        return link == null || draining || leaving;
    }

    /** {@return how many of its tasks have been asked for, and may come back} */
    int recalled() {
        return (int) assigned.stream().filter(entry -> entry.recalled && !entry.started).count();
    }

    /** {@return whether tasks end here so fast that what is behind them hardly waits} */
    boolean fast(long now) {
        return !pace.still(now);
    }

    /** One of its tasks has ended. */
    @SuppressWarnings("ReferenceEquality") // A function has one past.
    void ended(FunctionPast function, long now) {
        pace.ended(now);
        quick = pace.within(AHEAD, now) > prefetch && prefetch > 0;
        if (function != last) {
            last = function;
            warm.put(function, true);
            if (warm.size() > MOST_WARM) {
                warm.remove(warm.keySet().iterator().next());
            }
        }
    }

    /** {@return whether it has run the function lately, so that a worker may have it loaded} */
    @SuppressWarnings("ReferenceEquality")
    boolean isWarmFor(FunctionPast function) {
        return function == last || warm.containsKey(function);
    }

    /** Asks for what was sent ahead of its time, once the tasks before it take longer. */
    void takeBackSurplus(long now) {
        int surplus = taken() - slots - prefetch;
        if (surplus > 0 && pace.still(now)) {
            for (TaskEntry entry : List.copyOf(assigned).reversed()) {
                surplus -= slotsOf(entry);
                if (surplus < 0) {
                    // Without it there would be room again, and it would come back at once.
                    return;
                }
                takeBack(entry);
            }
        }
    }

    /** Asks for what would now end behind the block's end. */
    void takeBackOverlong(long now) {
        long accepted = span.accepts(now);
        if (accepted < Long.MAX_VALUE) {
            List.copyOf(assigned).stream()
                    .filter(entry -> entry.expected() > accepted)
                    .forEach(this::takeBack);
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

package org.beamlet.agent.schedule;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All node managers, and at hand those that may take a task: of thousands most are full, and a task
 * that ends leaves room in one. Guarded by the scheduler's lock.
 */
final class ManagerTable {
    private final Map<String, NodeManager> all = new LinkedHashMap<>();
    private final Map<String, Set<NodeManager>> blocks = new HashMap<>();

    /** Those that may have room; the later in this order, the sooner they are looked at. */
    private final NavigableMap<Integer, Set<NodeManager>> open = new TreeMap<>();

    /** Above the number of any block. */
    private static final int FREE = 1 << 30;

    private boolean newestBlockFirst;
    private int blocksMade;

    private long made;

    /** From now on the newest blocks come first, rather than the emptiest managers. */
    void newestBlockFirst() {
        newestBlockFirst = true;
        List.copyOf(all.values()).forEach(this::changed);
    }

    /** {@return the place of a manager's block in that order; where there is none, 0} */
    int blockOrder(NodeManager manager) {
        return newestBlockFirst ? manager.blockNumber : 0;
    }

    /** {@return the manager, new if it was not known} */
    NodeManager of(String id, BlockSpan span, long now) {
        NodeManager known = all.get(id);
        if (known != null) {
            return known;
        }
        NodeManager manager = new NodeManager(id, made++, span, now, this::changed);
        all.put(id, manager);
        Set<NodeManager> ofBlock = blocks.computeIfAbsent(span.block, _ -> new LinkedHashSet<>());
        manager.blockNumber =
                ofBlock.isEmpty() ? ++blocksMade : ofBlock.iterator().next().blockNumber;
        ofBlock.add(manager);
        return manager;
    }

    @Nullable NodeManager get(String id) {
        return all.get(id);
    }

    /** {@return all of them, in the order in which they came} */
    Collection<NodeManager> values() {
        return all.values();
    }

    List<NodeManager> ofBlock(String block) {
        return List.copyOf(blocks.getOrDefault(block, Set.of()));
    }

    void remove(NodeManager manager) {
        if (all.remove(manager.id, manager)) {
            shut(manager);
            Set<NodeManager> others = blocks.getOrDefault(manager.block, new LinkedHashSet<>());
            others.remove(manager);
            if (others.isEmpty()) {
                blocks.remove(manager.block);
            }
        }
    }

    boolean isFull() {
        return open.isEmpty();
    }

    /** {@return those that may have room, the best in general first; all others have none} */
    Iterable<NodeManager> open() {
        return () -> open.descendingMap().values().stream().flatMap(Set::stream).iterator();
    }

    @SuppressWarnings("ReferenceEquality") // One that is gone may still have tasks to let go of.
    private void changed(NodeManager manager) {
        shut(manager);
        if (manager.mayHaveRoom() && all.get(manager.id) == manager) {
            manager.listedAs = place(manager);
            open.computeIfAbsent(manager.listedAs, _ -> new LinkedHashSet<>()).add(manager);
        }
    }

    /** A free slot anywhere goes before room behind other tasks. */
    private int place(NodeManager manager) {
        int free = manager.freeSlots();
        return newestBlockFirst ? manager.blockNumber + (free > 0 ? FREE : 0) : free;
    }

    private void shut(NodeManager manager) {
        if (manager.listedAs >= 0) {
            Set<NodeManager> alike = open.getOrDefault(manager.listedAs, new LinkedHashSet<>());
            alike.remove(manager);
            if (alike.isEmpty()) {
                open.remove(manager.listedAs);
            }
            manager.listedAs = -1;
        }
    }
}

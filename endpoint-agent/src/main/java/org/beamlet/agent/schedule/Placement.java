package org.beamlet.agent.schedule;

import java.util.Collection;
import java.util.Optional;

/** Chooses the node manager for the next task. */
final class Placement {
    private Placement() {}

    /**
     * Prefers a slot that is free now to one in a manager's queue, and the emptier manager.
     *
     * @return empty where no manager has credit
     */
    static Optional<NodeManager> choose(Collection<NodeManager> managers) {
        NodeManager best = null;
        for (NodeManager manager : managers) {
            if (manager.credit() > 0 && (best == null || better(manager, best))) {
                best = manager;
            }
        }
        return Optional.ofNullable(best);
    }

    private static boolean better(NodeManager a, NodeManager b) {
        return a.freeSlots() != b.freeSlots()
                ? a.freeSlots() > b.freeSlots()
                : a.credit() > b.credit();
    }
}

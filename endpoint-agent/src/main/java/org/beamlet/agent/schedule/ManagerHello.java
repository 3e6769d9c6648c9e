package org.beamlet.agent.schedule;

import java.util.List;
import java.util.Set;
import org.beamlet.protocol.id.TaskId;

/**
 * What a node manager says of itself.
 *
 * @param slots tasks that it runs at once
 * @param prefetch tasks that it keeps ready behind them
 * @param held tasks that it has from before its stream broke
 * @param walltimeLeftS seconds until its block ends; 0 where nobody ends it
 * @param acceleratorSlots how many of the slots see each accelerator of its node; empty where the
 *     configuration names none
 */
public record ManagerHello(
        String id,
        String block,
        String node,
        int slots,
        int prefetch,
        Set<TaskId> held,
        long walltimeLeftS,
        List<Integer> acceleratorSlots) {
    /** One without accelerators, whose block has no end. */
    public ManagerHello(
            String id, String block, String node, int slots, int prefetch, Set<TaskId> held) {
        this(id, block, node, slots, prefetch, held, 0, List.of());
    }

    public ManagerHello {
        held = Set.copyOf(held);
        acceleratorSlots = List.copyOf(acceleratorSlots);
    }
}

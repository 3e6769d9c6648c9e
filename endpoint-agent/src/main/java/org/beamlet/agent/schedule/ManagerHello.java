package org.beamlet.agent.schedule;

import java.util.Set;
import org.beamlet.protocol.id.TaskId;

/**
 * What a node manager says of itself.
 *
 * @param slots tasks that it runs at once
 * @param prefetch tasks that it keeps ready behind them
 * @param held tasks that it has from before its stream broke
 * @param walltimeLeftS seconds until its block ends; 0 where nobody ends it
 */
public record ManagerHello(
        String id,
        String block,
        String node,
        int slots,
        int prefetch,
        Set<TaskId> held,
        long walltimeLeftS) {
    /** One whose block has no end. */
    public ManagerHello(
            String id, String block, String node, int slots, int prefetch, Set<TaskId> held) {
        this(id, block, node, slots, prefetch, held, 0);
    }

    public ManagerHello {
        held = Set.copyOf(held);
    }
}

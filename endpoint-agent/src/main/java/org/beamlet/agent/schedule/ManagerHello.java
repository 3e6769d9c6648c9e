package org.beamlet.agent.schedule;

import java.util.Set;
import org.beamlet.protocol.id.TaskId;

/**
 * What a node manager says of itself.
 *
 * @param slots tasks that it runs at once
 * @param prefetch tasks that it keeps ready behind them
 * @param held tasks that it has from before its stream broke
 */
public record ManagerHello(
        String id, String block, String node, int slots, int prefetch, Set<TaskId> held) {
    public ManagerHello {
        held = Set.copyOf(held);
    }
}

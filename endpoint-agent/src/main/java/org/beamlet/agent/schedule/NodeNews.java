package org.beamlet.agent.schedule;

import java.util.List;

/**
 * What a node manager says of its node while it is connected.
 *
 * @param slots tasks that it can run at once, less those whose accelerator is ill
 * @param acceleratorSlots as in {@link ManagerHello}, of accelerators that are well
 * @param workers what some of them have
 */
public record NodeNews(int slots, List<Integer> acceleratorSlots, List<WorkerView> workers) {
    public NodeNews {
        acceleratorSlots = List.copyOf(acceleratorSlots);
        workers = List.copyOf(workers);
    }
}

package org.beamlet.agent.task;

import java.util.Comparator;
import java.util.List;

/** How many slots of a node a task takes that has accelerators for itself. */
public final class GpuSlots {
    private GpuSlots() {}

    /**
     * Counts. Which accelerators a task gets is seen only then: it is taken to be those with the
     * most slots.
     *
     * @param gpus that it asks for; 0 for none
     * @param slotsOfEach accelerator of the node
     * @return at least the one that runs it
     */
    public static int of(int gpus, List<Integer> slotsOfEach) {
        if (gpus == 0) {
            return 1;
        }
        List<Integer> seen =
                slotsOfEach.stream()
                        .filter(slots -> slots > 0)
                        .sorted(Comparator.reverseOrder())
                        .toList();
        if (seen.isEmpty()) {
            return 1;
        }
        // Those that no slot has come first, but for that of the slot that runs it.
        int without = slotsOfEach.size() - seen.size();
        int most = Math.clamp((long) gpus - without, 1, seen.size());
        return seen.stream().limit(most).mapToInt(Integer::intValue).sum();
    }
}

package org.beamlet.agent.task;

/** How many slots of a node a task takes that has accelerators for itself. */
public final class GpuSlots {
    private GpuSlots() {}

    /**
     * Counts.
     *
     * @param gpus that it asks for; 0 for none
     * @param accelerators of the node
     * @param slots of the node
     * @return at least the one that runs it
     */
    public static int of(int gpus, int accelerators, int slots) {
        if (gpus == 0 || accelerators == 0 || slots == 0) {
            return 1;
        }
        if (slots <= accelerators) {
            // Those that no slot has come first.
            return Math.clamp((long) gpus - (accelerators - slots), 1, slots);
        }
        // Several slots share each.
        long taken = Math.ceilDiv((long) gpus * slots, accelerators);
        return (int) Math.min(slots, taken);
    }
}

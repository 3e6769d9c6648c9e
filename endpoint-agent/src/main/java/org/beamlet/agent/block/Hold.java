package org.beamlet.agent.block;

/** What a person wants of the number of blocks, besides what the tasks want. */
final class Hold {
    private volatile int blocks;
    private volatile boolean drained;
    private volatile boolean givingBack;

    /** Holds so many, from now on; what is above that and is not needed is given back. */
    void hold(int number) {
        blocks = number;
        givingBack = true;
    }

    int blocks() {
        return blocks;
    }

    /** Without tasks no block is kept, whatever the configuration says. */
    void draining(boolean now) {
        drained = now;
        givingBack = now || givingBack;
    }

    /**
     * Counts.
     *
     * @param demand blocks that there should be otherwise
     * @param unfinished tasks
     */
    int wanted(int demand, int unfinished) {
        if (drained) {
            return unfinished == 0 ? 0 : demand;
        }
        return Math.max(demand, blocks);
    }

    /** {@return whether blocks above what is wanted are to be ended} */
    boolean givesBack() {
        return givingBack;
    }

    /** There are no more than are wanted. */
    void givenBack() {
        // Blocks that become idle later are the drained agent's to end as well.
        givingBack = drained;
    }
}

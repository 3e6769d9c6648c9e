package org.beamlet.agent.schedule;

/** From when to when a block's node managers can work; guarded by the scheduler's lock. */
final class BlockSpan {
    /**
     * In a block's last seconds nothing begins, and what is behind other tasks goes back: some
     * batch systems end all processes at once, and then nobody knows whether it had begun.
     */
    private static final long LAST_NS = 5_000_000_000L;

    final String block;
    private long began;
    private boolean used;
    private long usedFrom;
    private boolean ends;
    private long endsAt;

    BlockSpan(String block, long now) {
        this.block = block;
        this.began = now;
    }

    /** It began no later than that. */
    void beganBy(long at) {
        began = at - began < 0 ? at : began;
    }

    /** It ends no later than that. */
    void endsBy(long at) {
        endsAt = ends && endsAt - at < 0 ? endsAt : at;
        ends = true;
    }

    /** Its first node manager has come. */
    void used(long now) {
        usedFrom = used ? usedFrom : now;
        used = true;
    }

    boolean hasEnd() {
        return ends;
    }

    boolean isOlderThan(long nanos, long now) {
        return now - began >= nanos;
    }

    /** {@return whether its end is that near, or over} */
    boolean endsWithin(long nanos, long now) {
        return ends && endsAt - now <= nanos;
    }

    /**
     * {@return how long a task may take, in nanoseconds, to be over before the block is} A new
     * block takes any: what does not end in it would not end in another. -1: the block takes none.
     */
    long accepts(long now) {
        boolean fresh = ends && now - usedFrom <= (endsAt - usedFrom) / 10;
        if (!ends || fresh) {
            return Long.MAX_VALUE;
        }
        long left = endsAt - now;
        return left > LAST_NS ? left : -1;
    }
}

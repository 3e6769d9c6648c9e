package org.beamlet.catalog.xpcs.twotime;

import java.util.concurrent.atomic.AtomicLong;

/** Counts the bytes of cached values, for several threads. */
final class CacheBudget {
    private final long limit;
    private final AtomicLong taken = new AtomicLong();

    CacheBudget(long limit) {
        this.limit = limit;
    }

    /** Takes bytes if that many are left; {@return whether they were}. */
    boolean take(long bytes) {
        if (taken.addAndGet(bytes) <= limit) {
            return true;
        }
        taken.addAndGet(-bytes);
        return false;
    }

    void give(long bytes) {
        taken.addAndGet(-bytes);
    }
}

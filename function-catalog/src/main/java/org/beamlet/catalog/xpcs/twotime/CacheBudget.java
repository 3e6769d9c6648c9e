package org.beamlet.catalog.xpcs.twotime;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the bytes of cached values, for several threads, and keeps the arrays of one bin for the
 * next.
 */
final class CacheBudget {
    /** Arrays are made this much larger at most, so that they fit the blocks of other bins too. */
    private static final int STEP = 1 << 17;

    private static final long MOST_SPARE_BYTES = 64L << 20;

    private final long limit;
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong spareBytes = new AtomicLong();
    private final ConcurrentNavigableMap<Integer, Queue<byte[]>> spares =
            new ConcurrentSkipListMap<>();

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

    /** {@return an array that has room for so many bytes, with anything in it} */
    byte[] array(int bytes) {
        // What is small is not worth it.
        int length =
                bytes < STEP || bytes > Integer.MAX_VALUE / 2 - STEP
                        ? bytes
                        : Math.ceilDiv(bytes, STEP) * STEP;
        // Up to twice as long is better than one more.
        for (Queue<byte[]> alike : spares.subMap(length, 2 * length).values()) {
            byte[] array = alike.poll();
            if (array != null) {
                spareBytes.addAndGet(-array.length);
                return array;
            }
        }
        return new byte[length];
    }

    /** Takes an array back. */
    void keep(byte[] array) {
        if (array.length % STEP != 0) {
            return;
        }
        if (spareBytes.addAndGet(array.length) > MOST_SPARE_BYTES) {
            spareBytes.addAndGet(-array.length);
        } else {
            spares.computeIfAbsent(array.length, _ -> new ConcurrentLinkedQueue<>()).add(array);
        }
    }
}

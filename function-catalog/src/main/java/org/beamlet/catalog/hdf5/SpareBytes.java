package org.beamlet.catalog.hdf5;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Arrays of one length that are used again, by several threads.
 *
 * <p>Chunks of a long series are as much garbage as its file is long: a process that works beside
 * others should not grow by it.
 */
final class SpareBytes {
    private static final long MOST_BYTES = 64L << 20;

    private final Queue<byte[]> spare = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final int length;
    private final int most;

    SpareBytes(int length) {
        this.length = length;
        this.most = (int) (MOST_BYTES / Math.max(1, length));
    }

    /** {@return an array of that length with anything in it} */
    byte[] take(int wanted) {
        byte[] array = wanted == length ? spare.poll() : null;
        if (array == null) {
            return new byte[wanted];
        }
        count.decrementAndGet();
        return array;
    }

    /** Takes back what nobody uses any longer. */
    void give(byte[] array) {
        if (array.length != length) {
            return;
        }
        if (count.incrementAndGet() > most) {
            count.decrementAndGet();
        } else {
            spare.add(array);
        }
    }
}

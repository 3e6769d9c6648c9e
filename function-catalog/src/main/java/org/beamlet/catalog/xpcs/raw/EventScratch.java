package org.beamlet.catalog.xpcs.raw;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;

/** What one thread needs to load events, and what it noticed. */
final class EventScratch {
    static final int BYTES = 1 << 16;

    /** Outside the heap: what is read into it is not copied once more. */
    private final ByteBuffer bytes =
            ByteBuffer.allocateDirect(BYTES).order(ByteOrder.LITTLE_ENDIAN);

    private final BitSet seen = new BitSet();
    private long repeats;

    /** {@return an empty buffer of some of the {@link #BYTES}} */
    ByteBuffer buffer(int size) {
        return bytes.clear().limit(size);
    }

    /** Forgets the pixels of the frame before. */
    void startFrame() {
        seen.clear();
    }

    /** Notes a pixel of a frame whose pixels do not ascend. */
    void note(int pixel) {
        if (seen.get(pixel)) {
            repeats++;
        } else {
            seen.set(pixel);
        }
    }

    /** {@return events that named a pixel which an earlier event of their frame had named} */
    long repeats() {
        return repeats;
    }
}

package org.beamlet.catalog.xpcs.raw;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What is read of the header before each frame of an IMM file.
 *
 * @param compression {@value #SPARSE} where only pixels that counted are stored
 * @param bytes of one count
 * @param entries counts that follow
 */
record ImmHeader(int compression, int rows, int columns, int bytes, int entries) {
    static final int BYTES = 1024;

    /** So much of a header holds all that is looked at. */
    static final int READ = 156;

    static final int SPARSE = 6;

    private static final int MOST_PIXELS = 1 << 28;

    static ImmHeader of(ByteBuffer header) {
        ByteBuffer in = header.order(ByteOrder.LITTLE_ENDIAN);
        return new ImmHeader(
                in.getInt(4), in.getInt(108), in.getInt(112), in.getInt(116), in.getInt(152));
    }

    boolean sparse() {
        return compression == SPARSE;
    }

    /** {@return whether a detector could have written this} */
    boolean plausible() {
        return rows > 0
                && columns > 0
                && (long) rows * columns <= MOST_PIXELS
                && bytes == Short.BYTES
                && (sparse()
                        ? entries >= 0 && entries <= rows * columns
                        : entries == rows * columns);
    }

    boolean sameDetector(ImmHeader other) {
        return rows == other.rows && columns == other.columns && sparse() == other.sparse();
    }

    /** {@return bytes of the counts and, if sparse, of their pixels, after the header} */
    long payload() {
        return (long) entries * (sparse() ? Integer.BYTES + Short.BYTES : Short.BYTES);
    }
}

package org.beamlet.catalog.hdf5.filter;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A chunk of Blosc2: as Blosc's, with a row of filters and short forms of streams of one value. */
final class Blosc2Chunk {
    private static final int HEADER = 32;
    private static final int EXTENDED = 5;
    private static final int COPIED = 2;
    private static final int NOT_SPLIT = 16;

    private static final int SHUFFLE = 1;
    private static final int BIT_SHUFFLE = 2;
    private static final int TRUNCATED = 4;

    private final ByteBuffer in;
    private final int flags;
    private final int type;
    private final int size;
    private final int blockSize;

    /**
     * Reads a chunk's header.
     *
     * @param in from the chunk's first byte
     */
    Blosc2Chunk(ByteBuffer in) {
        this.in = in.order(ByteOrder.LITTLE_ENDIAN);
        if (in.remaining() < HEADER) {
            throw new FilterFailure("a Blosc2 chunk ends in its header");
        }
        flags = in.get(2) & 0xff;
        type = in.get(3) & 0xff;
        size = in.getInt(4);
        blockSize = in.getInt(8);
        if ((flags & EXTENDED) != EXTENDED || size < 0 || type == 0) {
            throw new FilterFailure("a Blosc2 chunk has a header of another kind");
        }
        if ((in.get(30) & 1) != 0 || (in.get(31) & 1) != 0) {
            throw new FilterFailure("Blosc2 with dictionaries or blocks of any length is not read");
        }
    }

    int size() {
        return size;
    }

    /** Expands the chunk; whoever asks has looked at its size. */
    byte[] decode() {
        byte[] out = new byte[size];
        int special = in.get(31) >>> 4 & 7;
        switch (special) {
            case 0 -> expand(out);
            case 1, 4 -> {
                // Zeros, or never set.
            }
            case 3 -> repeat(HEADER, out);
            default -> throw new FilterFailure("a Blosc2 chunk holds only NaN or what is unknown");
        }
        return out;
    }

    private void repeat(int from, byte[] out) {
        require(from, type);
        for (int i = 0; i < out.length; i++) {
            out[i] = in.get(from + i % type);
        }
    }

    private void expand(byte[] out) {
        if ((flags & COPIED) != 0) {
            require(HEADER, size);
            in.get(HEADER, out);
            return;
        }
        if (size > 0 && (blockSize <= 0 || blockSize > size)) {
            throw new FilterFailure("a Blosc2 chunk tells of blocks of %d".formatted(blockSize));
        }
        byte[] block = new byte[blockSize];
        byte[] filtered = new byte[blockSize];
        for (int index = 0, done = 0; done < out.length; index++) {
            int length = Math.min(blockSize, out.length - done);
            streams(number(HEADER + index * Integer.BYTES), block, length);
            byte[] plain = unfiltered(block, filtered, length);
            System.arraycopy(plain, 0, out, done, length);
            done += length;
        }
    }

    private void streams(int start, byte[] block, int length) {
        boolean split = (flags & NOT_SPLIT) == 0 && length == blockSize;
        int count = split ? type : 1;
        int part = length / count;
        int from = start;
        for (int i = 0; i < count; i++) {
            int stored = number(from);
            from += Integer.BYTES;
            int at = i * part;
            if (stored == 0) {
                Arrays.fill(block, at, at + part, (byte) 0);
            } else if (stored < 0) {
                require(from, 1);
                if ((in.get(from) & 1) == 0) {
                    throw new FilterFailure("a stream of Blosc2 is of an unknown kind");
                }
                from++;
                Arrays.fill(block, at, at + part, (byte) -stored);
            } else if (stored == part) {
                require(from, part);
                in.get(from, block, at, part);
                from += part;
            } else {
                require(from, stored);
                BlockCodec.ofBlosc(flags >>> 5)
                        .fill(in.array(), in.arrayOffset() + from, stored, block, at, part);
                from += stored;
            }
        }
    }

    /** Undoes the filters, the last first, in two buffers by turns; {@return the last filled}. */
    private byte[] unfiltered(byte[] first, byte[] second, int length) {
        byte[] from = first;
        byte[] to = second;
        for (int slot = 5; slot >= 0; slot--) {
            int filter = in.get(16 + slot);
            if (filter == 0 || filter == TRUNCATED) {
                continue;
            }
            int width = in.get(24 + slot) == 0 ? type : in.get(24 + slot) & 0xff;
            switch (filter) {
                case SHUFFLE -> ByteShuffle.unshuffle(from, 0, length, width, to, 0);
                case BIT_SHUFFLE -> {
                    int eights = length / width / 8 * 8;
                    BitMatrix.unshuffle(from, 0, eights, width, to, 0);
                    int done = eights * width;
                    System.arraycopy(from, done, to, done, length - done);
                }
                default ->
                        throw new FilterFailure(
                                "filter %d of Blosc2 is not read".formatted(filter));
            }
            byte[] swapped = from;
            from = to;
            to = swapped;
        }
        return from;
    }

    private int number(int at) {
        require(at, Integer.BYTES);
        return in.getInt(at);
    }

    private void require(int at, int length) {
        if (at < 0 || length < 0 || at > in.limit() - length) {
            throw new FilterFailure("a Blosc2 chunk points outside of itself");
        }
    }
}

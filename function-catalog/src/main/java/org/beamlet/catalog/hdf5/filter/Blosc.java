package org.beamlet.catalog.hdf5.filter;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Blosc's container: a header, where each block begins, and blocks that may be split by the weight
 * of their bytes, compressed by one of five codecs.
 */
final class Blosc implements ChunkFilter {
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int HEADER = 16;
    private static final int VERSION = 2;

    private static final int SHUFFLED = 1;
    private static final int COPIED = 2;
    private static final int BIT_SHUFFLED = 4;
    private static final int NOT_SPLIT = 16;

    private static final int MOST_SPLITS = 16;
    private static final int LEAST_SPLIT = 128;

    @Override
    public byte[] decode(byte[] stored, int[] settings, int limit) {
        int told = settings.length > 3 ? settings[3] : limit;
        if (stored.length < HEADER || header(stored).stored() != stored.length) {
            if (stored.length == told && told <= limit) {
                // What does not get smaller is stored as it is.
                return stored;
            }
            throw new FilterFailure("a chunk does not hold what its Blosc header tells");
        }
        Header header = header(stored);
        header.require(limit);
        byte[] out = new byte[header.size()];
        if (header.has(COPIED)) {
            if (stored.length - HEADER != out.length) {
                throw new FilterFailure("a copied Blosc chunk has another length than it tells");
            }
            System.arraycopy(stored, HEADER, out, 0, out.length);
            return out;
        }
        expand(stored, header, out);
        return out;
    }

    private record Header(int version, int flags, int type, int size, int block, int stored) {
        boolean has(int flag) {
            return (flags & flag) != 0;
        }

        int codec() {
            return flags >>> 5;
        }

        int splits(int length) {
            boolean split =
                    !has(NOT_SPLIT)
                            && type <= MOST_SPLITS
                            && block / type >= LEAST_SPLIT
                            && length == block;
            return split ? type : 1;
        }

        void require(int limit) {
            boolean sound = version == VERSION && !has(8) && size >= 0 && size <= limit;
            if (size > 0) {
                sound = sound && block > 0 && block <= size && type > 0;
            }
            if (!sound) {
                throw new FilterFailure(
                        "a Blosc chunk of version %d tells of %d bytes in blocks of %d, flags %d"
                                .formatted(version, size, block, flags));
            }
        }
    }

    private static Header header(byte[] stored) {
        ByteBuffer in = ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN);
        return new Header(
                in.get(0),
                in.get(2) & 0xff,
                in.get(3) & 0xff,
                in.getInt(4),
                in.getInt(8),
                in.getInt(12));
    }

    private static void expand(byte[] stored, Header header, byte[] out) {
        BlockCodec codec = BlockCodec.ofBlosc(header.codec());
        boolean bits = header.has(BIT_SHUFFLED);
        boolean bytes = header.has(SHUFFLED) && header.type() > 1;
        byte[] block = new byte[bits || bytes ? header.block() : 0];
        for (int index = 0, done = 0; done < out.length; index++) {
            int length = Math.min(header.block(), out.length - done);
            int start = number(stored, HEADER + index * Integer.BYTES);
            if (bits && length >= header.type()) {
                split(stored, start, header, codec, length, block, 0);
                unshuffleBits(block, length, header.type(), out, done);
            } else if (bytes) {
                split(stored, start, header, codec, length, block, 0);
                ByteShuffle.unshuffle(block, 0, length, header.type(), out, done);
            } else {
                split(stored, start, header, codec, length, out, done);
            }
            done += length;
        }
    }

    private static void split(
            byte[] in, int start, Header header, BlockCodec codec, int length, byte[] out, int at) {
        int splits = header.splits(length);
        int part = length / splits;
        int from = start;
        for (int i = 0; i < splits; i++) {
            int stored = number(in, from);
            from += Integer.BYTES;
            if (stored == part && from <= in.length - part) {
                System.arraycopy(in, from, out, at + i * part, part);
            } else {
                codec.fill(in, from, stored, out, at + i * part, part);
            }
            from += stored;
        }
    }

    private static int number(byte[] in, int at) {
        if (at < HEADER || at > in.length - Integer.BYTES) {
            throw new FilterFailure("a Blosc chunk points outside of itself");
        }
        return (int) INTS.get(in, at);
    }

    /** Only eights of numbers are sorted by their bits; a block of others is left as it is. */
    private static void unshuffleBits(byte[] block, int length, int type, byte[] out, int at) {
        int numbers = length / type;
        int sorted = numbers % 8 == 0 ? numbers * type : 0;
        if (sorted > 0) {
            BitMatrix.unshuffle(block, 0, numbers, type, out, at);
        }
        System.arraycopy(block, sorted, out, at + sorted, length - sorted);
    }
}

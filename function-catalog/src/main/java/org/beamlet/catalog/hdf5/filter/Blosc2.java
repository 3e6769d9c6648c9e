package org.beamlet.catalog.hdf5.filter;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Blosc2's frame around one chunk, which may be cut into blocks along every axis.
 *
 * <p>The frame's header is msgpack of a fixed form; its metalayer {@code b2nd} tells the shapes.
 */
final class Blosc2 implements ChunkFilter {
    private static final byte[] MAGIC = "b2frame\0".getBytes(StandardCharsets.US_ASCII);
    private static final int LEAST_HEADER = 0x57;
    private static final int MOST_AXES = 8;
    private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

    /** Where all of a chunk is one value the index has no place of it but says so. */
    private static final int ZEROS = 0x81;

    private static final int NEVER_SET = 0x84;

    @Override
    public byte[] decode(byte[] stored, int[] settings, int limit) {
        if (stored.length < LEAST_HEADER || !Arrays.equals(stored, 2, 10, MAGIC, 0, MAGIC.length)) {
            if (settings.length > 3 && stored.length == settings[3] && stored.length <= limit) {
                // What does not get smaller is stored as it is.
                return stored;
            }
            throw new FilterFailure("a chunk is no frame of Blosc2");
        }
        try {
            return frame(ByteBuffer.wrap(stored), limit);
        } catch (BufferUnderflowException
                | IndexOutOfBoundsException
                | IllegalArgumentException e) {
            throw new FilterFailure("a frame of Blosc2 is damaged", e);
        }
    }

    private static byte[] frame(ByteBuffer in, int limit) {
        int header = in.getInt(0x0b);
        long size = in.getLong(0x1e);
        long compressed = in.getLong(0x27);
        int type = in.getInt(0x30);
        if (header < LEAST_HEADER || header > in.capacity() || type <= 0) {
            throw new FilterFailure("a frame of Blosc2 has a header that cannot be");
        }
        Shapes shapes = Shapes.of(in, limit / type);
        boolean fits = shapes == null ? size >= 0 && size <= limit : size == shapes.padded(type);
        if (!fits || size > MOST_BYTES) {
            throw new FilterFailure("a frame of Blosc2 tells of %d bytes".formatted(size));
        }
        ByteBuffer rest = in.slice(header, in.capacity() - header);
        byte[] blocks = compressed == 0 ? oneValue(rest, (int) size) : chunk(rest, size);
        return shapes == null ? blocks : shapes.rows(blocks, type);
    }

    private static byte[] chunk(ByteBuffer in, long size) {
        Blosc2Chunk chunk = new Blosc2Chunk(in);
        if (chunk.size() != size) {
            throw new FilterFailure(
                    "a frame of Blosc2 with %d bytes begins with a chunk of %d"
                            .formatted(size, chunk.size()));
        }
        return chunk.decode();
    }

    private static byte[] oneValue(ByteBuffer in, int size) {
        byte[] place = chunk(in, Long.BYTES);
        int kind = place[Long.BYTES - 1] & 0xff;
        if (kind != ZEROS && kind != NEVER_SET) {
            throw new FilterFailure("a frame of Blosc2 holds one value of an unknown kind");
        }
        return new byte[size];
    }

    /** The shape of a chunk and of the blocks that it is cut into. */
    @SuppressWarnings("ArrayRecordComponent") // Read only, never compared.
    private record Shapes(int[] chunk, int[] block) {
        /** {@return the shapes that the frame tells, null if it tells none} */
        static @Nullable Shapes of(ByteBuffer in, int most) {
            in.position(LEAST_HEADER + 5);
            int layers = in.getShort();
            for (int layer = 0; layer < layers; layer++) {
                byte[] name = new byte[in.get() & 0x1f];
                in.get(name);
                in.get();
                int at = in.getInt();
                if (new String(name, StandardCharsets.US_ASCII).equals("b2nd")) {
                    // A mark and a length of four bytes come first.
                    return read(in.position(at + 5), most);
                }
            }
            return null;
        }

        private static Shapes read(ByteBuffer in, int most) {
            in.getShort();
            int axes = in.get();
            if (axes <= 0 || axes > MOST_AXES) {
                throw new FilterFailure("a frame of Blosc2 has %d axes".formatted(axes));
            }
            in.position(in.position() + 1 + axes * (1 + Long.BYTES));
            int[] chunk = extents(in, axes);
            int[] block = extents(in, axes);
            long values = 1;
            for (int axis = 0; axis < axes; axis++) {
                values *= chunk[axis];
                if (block[axis] <= 0 || block[axis] > chunk[axis] || values > most) {
                    throw new FilterFailure("a frame of Blosc2 has a shape that cannot be");
                }
            }
            return new Shapes(chunk, block);
        }

        private static int[] extents(ByteBuffer in, int axes) {
            int[] extents = new int[axes];
            in.get();
            for (int axis = 0; axis < axes; axis++) {
                in.get();
                extents[axis] = in.getInt();
            }
            return extents;
        }

        /** {@return bytes of all blocks, those at the edges filled up} */
        long padded(int type) {
            long bytes = type;
            for (int axis = 0; axis < chunk.length; axis++) {
                bytes *= (long) Math.ceilDiv(chunk[axis], block[axis]) * block[axis];
            }
            return bytes;
        }

        /** Puts the rows of the blocks where they belong in the chunk. */
        byte[] rows(byte[] blocks, int type) {
            int last = chunk.length - 1;
            int bytes = type;
            for (int extent : chunk) {
                bytes *= extent;
            }
            byte[] out = new byte[bytes];
            int[] corner = new int[chunk.length];
            int[] inside = new int[chunk.length];
            int run = block[last] * type;
            for (int from = 0; from < blocks.length; from += run) {
                copyRow(blocks, from, corner, inside, type, out);
                if (!step(inside, block, block, 1)) {
                    step(corner, chunk, block, 0);
                }
            }
            return out;
        }

        private void copyRow(
                byte[] blocks, int from, int[] corner, int[] inside, int type, byte[] out) {
            int last = chunk.length - 1;
            int to = 0;
            for (int axis = 0; axis <= last; axis++) {
                int at = corner[axis] + inside[axis];
                if (at >= chunk[axis]) {
                    return;
                }
                to = to * chunk[axis] + at;
            }
            int length = Math.min(block[last], chunk[last] - corner[last]);
            System.arraycopy(blocks, from, out, to * type, length * type);
        }

        /** Goes on by rows of a block ({@code 1}) or by blocks; {@return false after the last}. */
        private static boolean step(int[] at, int[] end, int[] block, int rows) {
            for (int axis = at.length - 1 - rows; axis >= 0; axis--) {
                at[axis] += rows == 1 ? 1 : block[axis];
                if (at[axis] < end[axis]) {
                    return true;
                }
                at[axis] = 0;
            }
            return false;
        }
    }
}

package org.beamlet.catalog.hdf5.filter;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/** Bits sorted by weight in blocks, each then compressed with LZ4, Zstandard or not at all. */
final class BitShuffle implements ChunkFilter {
    private static final int TARGET_BLOCK = 8192;
    private static final int LEAST_NUMBERS = 128;

    private static final int NONE = 0;
    private static final int LZ4 = 2;
    private static final int ZSTD = 3;

    @Override
    public byte[] decode(byte[] stored, int[] settings, int limit) {
        if (settings.length < 3 || settings[2] <= 0 || settings[2] > TARGET_BLOCK) {
            throw new FilterFailure("bitshuffle tells no size of a number");
        }
        int size = settings[2];
        int told = settings.length > 3 ? settings[3] : 0;
        int compression = settings.length > 4 ? settings[4] : NONE;
        return switch (compression) {
            case NONE -> plain(stored, size, told == 0 ? usualNumbers(size) : told, limit);
            case LZ4 -> compressed(stored, size, BlockCodec.LZ4, limit);
            case ZSTD -> compressed(stored, size, BlockCodec.ZSTD, limit);
            default ->
                    throw new FilterFailure(
                            "bitshuffle with compression %d is not known".formatted(compression));
        };
    }

    /** {@return numbers in a block where the file does not say} */
    private static int usualNumbers(int size) {
        return Math.max(TARGET_BLOCK / size / 8 * 8, LEAST_NUMBERS);
    }

    private static byte[] plain(byte[] stored, int size, int numbers, int limit) {
        if (stored.length > limit || numbers < 0 || numbers % 8 != 0) {
            throw new FilterFailure(
                    "bitshuffle tells of blocks of %d numbers in %d bytes"
                            .formatted(numbers, stored.length));
        }
        byte[] out = new byte[stored.length];
        int done = 0;
        for (int left = stored.length / size; left >= 8; ) {
            int some = Math.min(numbers, left / 8 * 8);
            BitMatrix.unshuffle(stored, done, some, size, out, done);
            done += some * size;
            left -= some;
        }
        System.arraycopy(stored, done, out, done, stored.length - done);
        return out;
    }

    private static byte[] compressed(byte[] stored, int size, BlockCodec codec, int limit) {
        ByteBuffer in = ByteBuffer.wrap(stored);
        try {
            long total = in.getLong();
            int blockBytes = in.getInt();
            if (total < 0 || total > limit || blockBytes <= 0 || blockBytes % (8 * size) != 0) {
                throw new FilterFailure(
                        "bitshuffle tells of %d bytes in blocks of %d"
                                .formatted(total, blockBytes));
            }
            byte[] out = new byte[(int) total];
            byte[] block = new byte[Math.min(blockBytes, out.length)];
            int done = 0;
            // Numbers that make no eight are left as they are, at the end.
            for (int whole = out.length / (8 * size) * 8 * size; done < whole; ) {
                int some = Math.min(blockBytes, whole - done);
                int length = in.getInt();
                codec.fill(stored, in.position(), length, block, 0, some);
                in.position(in.position() + length);
                BitMatrix.unshuffle(block, 0, some / size, size, out, done);
                done += some;
            }
            in.get(out, done, out.length - done);
            return out;
        } catch (BufferUnderflowException e) {
            throw new FilterFailure("a bitshuffled chunk ends early", e);
        }
    }
}

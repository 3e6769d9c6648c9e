package org.beamlet.catalog.hdf5.filter;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/** LZ4 in blocks: after the chunk's and a block's size each block with its compressed size. */
final class Lz4 implements ChunkFilter {
    @Override
    public byte[] decode(byte[] stored, int[] settings, int limit) {
        ByteBuffer in = ByteBuffer.wrap(stored);
        try {
            long size = in.getLong();
            long blockSize = Integer.toUnsignedLong(in.getInt());
            if (size < 0 || size > limit || blockSize == 0) {
                throw new FilterFailure(
                        "LZ4 tells of %d bytes in blocks of %d".formatted(size, blockSize));
            }
            byte[] out = new byte[(int) size];
            for (int done = 0; done < out.length; ) {
                int block = (int) Math.min(blockSize, out.length - done);
                int length = in.getInt();
                if (length == block && in.remaining() >= block) {
                    // What does not get smaller is stored as it is.
                    System.arraycopy(stored, in.position(), out, done, block);
                } else {
                    BlockCodec.LZ4.fill(stored, in.position(), length, out, done, block);
                }
                in.position(in.position() + length);
                done += block;
            }
            return out;
        } catch (BufferUnderflowException e) {
            throw new FilterFailure("a chunk's LZ4 ends early", e);
        }
    }
}

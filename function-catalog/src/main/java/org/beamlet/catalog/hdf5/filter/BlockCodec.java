package org.beamlet.catalog.hdf5.filter;

import io.airlift.compress.v3.MalformedInputException;
import io.airlift.compress.v3.snappy.SnappyJavaDecompressor;
import io.airlift.compress.v3.zstd.ZstdJavaDecompressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/** Compression of a block of bytes. */
enum BlockCodec {
    BLOSCLZ {
        @Override
        int expand(byte[] in, int from, int length, byte[] out, int at, int room) {
            return BloscLz.decode(in, from, length, out, at, room);
        }
    },
    LZ4 {
        @Override
        int expand(byte[] in, int from, int length, byte[] out, int at, int room) {
            return LZ4_SAFE.decompress(in, from, length, out, at, room);
        }
    },
    SNAPPY {
        @Override
        int expand(byte[] in, int from, int length, byte[] out, int at, int room) {
            return new SnappyJavaDecompressor().decompress(in, from, length, out, at, room);
        }
    },
    ZLIB {
        @Override
        int expand(byte[] in, int from, int length, byte[] out, int at, int room) {
            return Deflate.inflate(in, from, length, out, at, room);
        }
    },
    ZSTD {
        @Override
        int expand(byte[] in, int from, int length, byte[] out, int at, int room) {
            // Not shared: it keeps tables between calls.
            return new ZstdJavaDecompressor().decompress(in, from, length, out, at, room);
        }
    };

    private static final LZ4SafeDecompressor LZ4_SAFE =
            LZ4Factory.safeInstance().safeDecompressor();

    /** {@return the codec that Blosc and Blosc2 know by a number} */
    static BlockCodec ofBlosc(int number) {
        return switch (number) {
            case 0 -> BLOSCLZ;
            case 1 -> LZ4;
            case 2 -> SNAPPY;
            case 3 -> ZLIB;
            case 4 -> ZSTD;
            default -> throw new FilterFailure("codec %d of Blosc is not known".formatted(number));
        };
    }

    /** Expands, as its library does it. */
    abstract int expand(byte[] in, int from, int length, byte[] out, int at, int room);

    /**
     * Expands a block; {@return how many bytes it gave}.
     *
     * @param room most bytes that it may give
     * @throws FilterFailure if it is damaged or gives more
     */
    int decode(byte[] in, int from, int length, byte[] out, int at, int room) {
        if (from < 0 || length < 0 || from > in.length - length || room > out.length - at) {
            throw new FilterFailure("a block of %s ends early".formatted(this));
        }
        try {
            return expand(in, from, length, out, at, room);
        } catch (MalformedInputException
                | LZ4Exception
                | IndexOutOfBoundsException
                | IllegalArgumentException e) {
            throw new FilterFailure("a block of %s is damaged".formatted(this), e);
        }
    }

    /** Expands a block that must give so many bytes. */
    void fill(byte[] in, int from, int length, byte[] out, int at, int size) {
        int given = decode(in, from, length, out, at, size);
        if (given != size) {
            throw new FilterFailure(
                    "a block of %s gave %d of %d bytes".formatted(this, given, size));
        }
    }
}

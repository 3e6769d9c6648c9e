package org.beamlet.catalog.xpcs.kernel.cuda;

import java.lang.foreign.MemorySegment;

/** Some pixels' values in all frames, pixel by pixel, as they lie in the heap. */
public final class PixelRows {
    private final int group;
    private final int pixels;
    private final float[] factors;
    private final CellKind kind;
    private final MemorySegment values;

    private PixelRows(int group, int pixels, float[] factors, CellKind kind, MemorySegment values) {
        this.group = group;
        this.pixels = pixels;
        this.factors = factors;
        this.kind = kind;
        this.values = values;
    }

    /**
     * Of whole numbers of 8 bits.
     *
     * @param group pixels of one are levelled by the same factors
     * @param factors by frame
     */
    public static PixelRows of(int group, int pixels, float[] factors, byte[] values) {
        return new PixelRows(group, pixels, factors, CellKind.BYTES, MemorySegment.ofArray(values));
    }

    /** Of whole numbers of 16 bits. */
    public static PixelRows of(int group, int pixels, float[] factors, short[] values) {
        return new PixelRows(
                group, pixels, factors, CellKind.SHORTS, MemorySegment.ofArray(values));
    }

    /** Of any numbers. */
    public static PixelRows of(int group, int pixels, float[] factors, float[] values) {
        return new PixelRows(
                group, pixels, factors, CellKind.FLOATS, MemorySegment.ofArray(values));
    }

    int group() {
        return group;
    }

    int pixels() {
        return pixels;
    }

    float[] factors() {
        return factors;
    }

    CellKind kind() {
        return kind;
    }

    /** Copies pixels to memory where they are {@code stride} values apart. */
    void copy(int first, int count, MemorySegment to, long row, int stride) {
        long length = (long) factors.length * kind.bytes();
        for (int p = 0; p < count; p++) {
            long at = (row + p) * stride * kind.bytes();
            MemorySegment.copy(values, (first + p) * length, to, at, length);
        }
    }
}

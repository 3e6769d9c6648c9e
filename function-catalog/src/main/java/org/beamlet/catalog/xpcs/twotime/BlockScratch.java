package org.beamlet.catalog.xpcs.twotime;

/**
 * What one lane needs to take frames.
 *
 * @param strip one pixel's values
 * @param counts a block's counts, frame by frame, {@link #STRIDE} apart
 * @param record a block's values as they are put aside, pixel by pixel
 */
@SuppressWarnings("ArrayRecordComponent") // Memory to work in, never compared.
record BlockScratch(float[] strip, byte[] counts, byte[] record) {
    /** A constant, so that the compiler knows where the bounds are: pixels of a block at most. */
    static final int STRIDE = 500;

    BlockScratch(int rows) {
        this(new float[rows], new byte[rows * STRIDE], new byte[rows * STRIDE * Float.BYTES]);
    }
}

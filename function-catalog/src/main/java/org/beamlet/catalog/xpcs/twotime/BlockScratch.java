package org.beamlet.catalog.xpcs.twotime;

/**
 * What one lane needs to take frames.
 *
 * @param strip one pixel's values
 * @param counts a block's counts, frame by frame
 */
@SuppressWarnings("ArrayRecordComponent") // Memory to work in, never compared.
record BlockScratch(float[] strip, byte[] counts) {
    BlockScratch(int rows, int pixels) {
        this(new float[rows], new byte[rows * pixels]);
    }
}

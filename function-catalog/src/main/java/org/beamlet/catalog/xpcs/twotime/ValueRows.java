package org.beamlet.catalog.xpcs.twotime;

/**
 * Values of any kind.
 *
 * @param all by frame, then pixel
 */
@SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
record ValueRows(float[][] all) implements FrameRows {
    @Override
    public boolean spread(
            int from,
            int rows,
            PixelSpan pixels,
            byte[] into,
            int at,
            int stride,
            PixelSums sums,
            BlockScratch scratch) {
        byte[] counts = scratch.counts();
        for (int t = 0; t < rows; t++) {
            if (!narrow(all[from + t], pixels, counts, t, sums.ofFrames())) {
                return false;
            }
        }
        for (int p = 0; p < pixels.count(); p++) {
            int to = at + p * stride;
            int total = 0;
            for (int t = 0; t < rows; t++) {
                byte value = counts[t * BlockScratch.STRIDE + p];
                into[to + t] = value;
                total += value;
            }
            sums.ofPixels()[sums.first() + p] += total;
        }
        return true;
    }

    /** Fetches a frame's counts; {@return false where one does not fit into a byte}. */
    private static boolean narrow(
            float[] row, PixelSpan pixels, byte[] counts, int t, double[] frameSums) {
        int column = pixels.column();
        int misses = 0;
        int sum = 0;
        for (int p = 0; p < pixels.count(); p++) {
            float value = row[column + p];
            byte small = (byte) value;
            misses += small == value ? 0 : 1;
            sum += small;
            counts[t * BlockScratch.STRIDE + p] = small;
        }
        frameSums[t] = sum;
        return misses == 0;
    }

    @Override
    public void values(int from, int rows, int column, float[] into) {
        for (int t = 0; t < rows; t++) {
            into[t] = all[from + t][column];
        }
    }
}

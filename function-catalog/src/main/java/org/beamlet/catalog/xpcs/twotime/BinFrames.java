package org.beamlet.catalog.xpcs.twotime;

import java.util.List;

/**
 * The values of a dynamic bin in all frames, and what levels them.
 *
 * @param pixels how many there are
 * @param frames how many there are
 * @param blocks the pixels; a block's span counts from {@code firstSpan}
 * @param factors by static bin, then frame: what a raw value is multiplied with
 * @param frameSums by frame: the sum of the levelled values; 1 where that is not above 0
 */
@SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
public record BinFrames(
        int pixels,
        int frames,
        List<PixelBlock> blocks,
        int firstSpan,
        float[][] factors,
        double[] frameSums) {
    public BinFrames {
        blocks = List.copyOf(blocks);
    }

    static BinFrames of(
            DynamicBin bin,
            List<PixelBlock> blocks,
            int firstSpan,
            double[][] sums,
            Smoothing smoothing) {
        int frames = sums[firstSpan].length;
        int spans = bin.statics().size();
        float[][] factors = new float[spans][frames];
        double[] frameSums = new double[frames];
        for (int t = 0; t < frames; t++) {
            double whole = 0;
            for (int s = 0; s < spans; s++) {
                whole += sums[firstSpan + s][t];
            }
            for (int s = 0; s < spans; s++) {
                double sum = sums[firstSpan + s][t];
                double mean =
                        switch (smoothing) {
                            case SQMAP -> sum / bin.statics().get(s).count();
                            case DQMAP -> whole / bin.count();
                        };
                // Where there is no light there is nothing to level.
                factors[s][t] = mean > 0 ? (float) (1 / mean) : 1;
                frameSums[t] += factors[s][t] * sum;
            }
            if (frameSums[t] <= 0) {
                frameSums[t] = 1;
            }
        }
        return new BinFrames(bin.count(), frames, blocks, firstSpan, factors, frameSums);
    }

    float[] factors(PixelBlock block) {
        return factors[block.span() - firstSpan];
    }
}

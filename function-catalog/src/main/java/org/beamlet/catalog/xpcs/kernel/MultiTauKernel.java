package org.beamlet.catalog.xpcs.kernel;

/**
 * Takes frames one batch after the other and holds the sums of the multi-tau scheme.
 *
 * <p>It keeps eight frames a level, however long the series. It does not check its arguments.
 */
public sealed interface MultiTauKernel
        permits TiledMultiTauKernel, GrowingMultiTauKernel, WideMultiTauKernel, CudaMultiTauKernel {
    /**
     * Takes the next frames.
     *
     * @param frames rows of raw intensities
     * @param scales what each row is multiplied with before it is correlated
     * @param first row to take
     * @param count rows to take
     */
    void push(float[][] frames, double[] scales, int first, int count);

    /** {@return frames taken so far} */
    int frames();

    /** Fills {@code into} for a delay that has pairs by now. Several threads may ask at once. */
    void moments(Delay delay, Moments into);

    /** {@return per pixel the sum of all frames, not scaled} */
    double[] rawTotals();

    /** {@return a frame of the level that is kept: a sum of neighbouring scaled frames} */
    float[] keptFrame(int index);
}

package org.beamlet.catalog.xpcs.kernel;

import java.util.List;

/**
 * How much two-time correlation is wanted.
 *
 * @param pixels of all bins
 * @param largestBin pixels of the largest bin
 */
public record TwoTimeWork(int frames, int bins, long pixels, int largestBin) {
    /**
     * What a thread of a CPU adds up in a second, rather more than less, so that the GPU is not
     * taken too early: small counts, plain loops, fetching them included, were measured at 5e10.
     */
    private static final double PRODUCTS_OF_A_THREAD = 5e10;

    /** What goes to a GPU in a second, copying to pinned memory included; cautious. */
    private static final double BYTES_SENT = 3e9;

    /** What comes from it, and is worked on where it lies; half of what a bus moves. */
    private static final double BYTES_FETCHED = 1e10;

    /** Until a GPU is there, its code compiled and its memory pinned. */
    private static final double SECONDS_TO_START = 1;

    /**
     * {@return the work on some bins}
     *
     * @param pixels by bin
     */
    public static TwoTimeWork of(int frames, List<Integer> pixels) {
        return new TwoTimeWork(
                frames,
                pixels.size(),
                pixels.stream().mapToLong(Integer::longValue).sum(),
                pixels.stream().mapToInt(Integer::intValue).max().orElse(1));
    }

    private double products() {
        return 0.5 * pixels * frames * (frames + 1.0);
    }

    /** A byte a count there, half a matrix of doubles back for each bin. */
    private double secondsOnTheBus() {
        double sent = 1.0 * pixels * frames;
        double fetched = 4.0 * bins * frames * (frames + 1.0);
        return sent / BYTES_SENT + fetched / BYTES_FETCHED;
    }

    /** {@return whether a GPU, all told, is likely to be done before so many threads are} */
    boolean worthAGpu(int threads) {
        double here = products() / (PRODUCTS_OF_A_THREAD * threads);
        return here > SECONDS_TO_START + secondsOnTheBus();
    }
}

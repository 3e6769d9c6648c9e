package org.beamlet.catalog.xpcs;

import java.util.List;

/** Gives frames as rows of carried pixels. */
sealed interface RowSource permits DenseRows, SparseRows {
    /** {@return bytes that are held for each frame of a batch, besides its row} */
    long bytesPerFrame();

    /**
     * Gets ready for a batch.
     *
     * @param first of the frames that are loaded next
     * @param step from one of them to the next
     */
    void prepare(long first, int step, int count);

    /** Writes a frame of the batch into a row; several lanes may do so at once. */
    void load(int lane, long frame, float[] row);

    /** {@return whether {@link #loadCounts} may be asked} */
    default boolean offersCounts() {
        return false;
    }

    /**
     * Writes photon counts of up to eight frames of the batch, a byte for each in a pixel's long,
     * the first frame in the lowest one.
     *
     * @param first of the frames
     * @param step from one of them to the next
     * @param from pixel of the row to begin with
     * @param to end of the pixels to write
     * @return whether all values are whole numbers from 0 to 127; else what is written is of no use
     */
    default boolean loadCounts(long first, int step, int count, int from, int to, long[] row) {
        return false;
    }

    /** {@return how many events of the frames that were read name a pixel that another named} */
    default long repeats() {
        return 0;
    }

    /** {@return what a user should know of such events} */
    static List<String> warnings(long repeats) {
        return repeats == 0
                ? List.of()
                : List.of(
                        ("%d events name a pixel that an earlier event of the same frame named;"
                                        + " the last one counts")
                                .formatted(repeats));
    }
}

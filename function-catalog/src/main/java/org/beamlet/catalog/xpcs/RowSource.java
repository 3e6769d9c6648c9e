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

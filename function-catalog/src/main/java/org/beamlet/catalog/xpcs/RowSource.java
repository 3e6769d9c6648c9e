package org.beamlet.catalog.xpcs;

import java.util.List;

/** Gives frames as rows of carried pixels. */
sealed interface RowSource permits DenseRows, SparseRows {
    /** {@return bytes that are held for each frame of a batch, besides its row} */
    long bytesPerFrame();

    /**
     * Gets ready for a batch.
     *
     * @param row first of the rows that are loaded next
     */
    void prepare(int row, int count);

    /** Writes a frame of the batch into a row; several lanes may do so at once. */
    void load(int lane, long frame, float[] row);

    /** {@return what a user should know of the frames that were read} */
    default List<String> warnings() {
        return List.of();
    }
}

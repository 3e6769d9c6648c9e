package org.beamlet.catalog.xpcs.twotime;

/** What computes the maps of bins, one after the other. */
public interface TwoTimeMaps {
    /**
     * {@return how many bins may be begun before the first of them is finished; if none, a bin's
     * values must stay until it is, else they are needed no longer once it has begun}
     */
    int ahead();

    /**
     * Begins a bin's map.
     *
     * @param pause called in the caller's thread now and then; may throw to give up
     */
    Begun begin(BinFrames bin, Runnable pause);

    /** A map that was begun. */
    @FunctionalInterface
    interface Begun {
        /**
         * Hands on the map's rows as they are done. Once only, in the order of the beginnings.
         *
         * @param pause called in the caller's thread now and then; may throw to give up
         * @return the map's means along the diagonals
         */
        LagMeans finish(RowSink sink, Runnable pause);
    }
}

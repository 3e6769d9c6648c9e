package org.beamlet.catalog.xpcs.twotime;

import java.util.Arrays;
import org.beamlet.catalog.lanes.Lanes;

/**
 * The two-time correlation of a dynamic bin.
 *
 * <p>C(t1, t2) = n Σ Y(p, t1) Y(p, t2) / (ΣY(p, t1) ΣY(p, t2)), sums over the bin's n pixels p, Y
 * their levelled intensities. Computed for t1 ≤ t2; rows are handed on as they are done, so that no
 * map is ever held whole.
 */
public final class TwoTimeMap implements TwoTimeMaps {
    /** So many rows are handed on at once; at the end there may be fewer. */
    public static final int ROWS = MapRows.ROWS;

    private final Lanes lanes;
    private final MapRows[] workspaces;
    private final int frames;

    /**
     * Prepares for maps of one size.
     *
     * @param loops what to compute with
     */
    public TwoTimeMap(int frames, TwoTimeLoops loops, Lanes lanes) {
        this.frames = frames;
        this.lanes = lanes;
        this.workspaces = new MapRows[lanes.count()];
        Arrays.setAll(workspaces, _ -> new MapRows(frames, loops));
    }

    @Override
    public int ahead() {
        return 0;
    }

    @Override
    public Begun begin(BinFrames bin, Runnable pause) {
        return (sink, later) -> compute(bin, sink, later);
    }

    /**
     * Computes one bin's map.
     *
     * @param pause called in the caller's thread now and then; may throw to give up
     * @return its means along the diagonals
     */
    public LagMeans compute(BinFrames bin, RowSink sink, Runnable pause) {
        pause.run();
        BinWork work = BinWork.of(bin, lanes);
        LagSums[] parts = new LagSums[Math.ceilDiv(frames, ROWS)];
        lanes.forEach(
                parts.length,
                (lane, item) -> {
                    if (lane == 0) {
                        pause.run();
                    }
                    parts[item] = workspaces[lane].compute(work, item * ROWS, sink);
                });
        return LagMeans.of(Arrays.asList(parts), frames);
    }
}

package org.beamlet.catalog.xpcs;

import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.xpcs.raw.SparseFrames;

/** Rows of frames that are stored as events. */
final class SparseRows implements RowSource {
    private final SparseFrames.Reader reader;

    SparseRows(SparseFrames frames, CarriedPixels pixels, Lanes lanes) {
        this.reader = frames.reader(pixels.places(), lanes);
    }

    @Override
    public long bytesPerFrame() {
        return 0;
    }

    @Override
    public void prepare(long first, int step, int count) {
        reader.seek(first, first + (count - 1L) * step + 1);
    }

    @Override
    public void load(int lane, long frame, float[] row) {
        reader.load(lane, frame, row);
    }

    @Override
    public long repeats() {
        return reader.repeats();
    }
}

package org.beamlet.catalog.xpcs;

import java.util.List;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.xpcs.raw.SparseFrames;

/** Rows of frames that are stored as events. */
final class SparseRows implements RowSource {
    private final FrameSelection selection;
    private final SparseFrames.Reader reader;

    SparseRows(SparseFrames frames, FrameSelection selection, CarriedPixels pixels, Lanes lanes) {
        this.selection = selection;
        this.reader = frames.reader(pixels.places(), lanes);
    }

    @Override
    public long bytesPerFrame() {
        return 0;
    }

    @Override
    public void prepare(int row, int count) {
        long last = selection.frame(row + count - 1, selection.average() - 1);
        reader.seek(selection.frame(row, 0), last + 1);
    }

    @Override
    public void load(int lane, long frame, float[] row) {
        reader.load(lane, frame, row);
    }

    @Override
    public List<String> warnings() {
        long repeats = reader.repeats();
        return repeats == 0
                ? List.of()
                : List.of(
                        ("%d events name a pixel that an earlier event of the same frame named;"
                                        + " the last one counts")
                                .formatted(repeats));
    }
}

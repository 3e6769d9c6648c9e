package org.beamlet.catalog.xpcs.raw;

import java.util.Arrays;
import java.util.List;
import org.beamlet.catalog.lanes.Lanes;

/** Frames of which only the pixels that counted are stored, in the files of one or more modules. */
public final class SparseFrames implements RawFrames {
    /** A module's file and where its first pixel lies on the detector. */
    record Placed(EventFile file, int row, int column) {}

    private final List<Placed> modules;
    private final int rows;
    private final int columns;
    private final long frames;

    SparseFrames(List<Placed> modules) {
        this.modules = List.copyOf(modules);
        rows = modules.stream().mapToInt(m -> m.row() + m.file().rows()).max().orElseThrow();
        columns =
                modules.stream().mapToInt(m -> m.column() + m.file().columns()).max().orElseThrow();
        frames = modules.stream().mapToLong(m -> m.file().frames()).max().orElseThrow();
    }

    static SparseFrames of(EventFile file) {
        return new SparseFrames(List.of(new Placed(file, 0, 0)));
    }

    @Override
    public long frames() {
        return frames;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public long believable() {
        long sum = 0;
        for (Placed module : modules) {
            long more = module.file().believable();
            sum = more > Long.MAX_VALUE - sum ? Long.MAX_VALUE : sum + more;
        }
        return sum;
    }

    /** The last frame of a module is whole once an event of a later one is there. */
    @Override
    public long written(long from, boolean settled) {
        long before = modules.stream().mapToLong(m -> m.file().frames() - 1).min().orElseThrow();
        return Math.max(from, before);
    }

    @Override
    public long stored() {
        return frames;
    }

    /**
     * Reads rows of chosen pixels.
     *
     * @param places place in the row of each pixel of the detector, negative for one left out
     */
    public Reader reader(int[] places, Lanes lanes) {
        return new Reader(places, lanes);
    }

    @Override
    public void close() {
        modules.forEach(module -> module.file().close());
    }

    /** Reads frames as rows, window after window. */
    public final class Reader {
        private final int[][] places;
        private final EventScratch[] scratches;
        private final Lanes lanes;

        private Reader(int[] detector, Lanes lanes) {
            this.lanes = lanes;
            scratches = new EventScratch[lanes.count()];
            Arrays.setAll(scratches, _ -> new EventScratch());
            places = new int[modules.size()][];
            Arrays.setAll(places, index -> ofModule(modules.get(index), detector));
        }

        private int[] ofModule(Placed module, int[] detector) {
            int width = module.file().columns();
            int[] own = new int[module.file().rows() * width];
            for (int row = 0; row < module.file().rows(); row++) {
                int from = (module.row() + row) * columns + module.column();
                System.arraycopy(detector, from, own, row * width, width);
            }
            return own;
        }

        /** Gets ready for the frames from {@code first} to before {@code end}, in that order. */
        public void seek(long first, long end) {
            lanes.forEach(modules.size(), (_, index) -> modules.get(index).file().seek(first, end));
        }

        /** Writes a frame into a row; several lanes may do so at once. */
        public void load(int lane, long frame, float[] row) {
            Arrays.fill(row, 0);
            for (int index = 0; index < places.length; index++) {
                modules.get(index).file().load(frame, places[index], row, scratches[lane]);
            }
        }

        /** {@return events so far that overwrote an earlier one of the same pixel and frame} */
        public long repeats() {
            return Arrays.stream(scratches).mapToLong(EventScratch::repeats).sum();
        }
    }
}

package org.beamlet.catalog.xpcs.twotime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * One reading of a series: sums of all bins, and the values of as many bins as memory allows, or of
 * all where there is a file in which they can wait.
 *
 * <p>The bins whose values are kept are the first ones; at least one is. The others need another
 * reading.
 */
public final class TwoTimeSeries {
    /** Frames that are taken at once. */
    static final int MOST_ROWS = 64;

    /** A block of pixels has about so many values. */
    private static final int BLOCK_VALUES = 1 << 20;

    private static final int LEAST_BLOCK_PIXELS = 8;
    private static final int MOST_BLOCK_PIXELS = BlockScratch.STRIDE;

    private final List<DynamicBin> bins;
    private final int frames;
    private final Lanes lanes;
    private final CacheBudget first;
    private final CacheBudget others;
    private final List<List<PixelBlock>> blocks = new ArrayList<>();
    private final List<PixelBlock> all = new ArrayList<>();
    private final double[][] sums;
    private final double[] totals;
    private final BlockScratch[] scratches;
    private final @Nullable ScratchFile aside;
    private int taken;

    /**
     * Prepares a reading.
     *
     * @param bins whose pixels are read
     * @param places of the {@link Roi}
     * @param budget bytes that the kept values may take, unless the first bin alone needs more
     * @param most bytes that the first bin's may take at most, or any bin's where there is a file
     * @param aside where values wait that are not in memory; none if null
     * @throws BeamletException with MEMORY_EXCEEDED where they would take more
     */
    public TwoTimeSeries(
            List<DynamicBin> bins,
            int frames,
            int places,
            long budget,
            long most,
            Lanes lanes,
            @Nullable ScratchFile aside) {
        this.bins = List.copyOf(bins);
        this.frames = frames;
        this.lanes = lanes;
        this.first = new CacheBudget(most);
        this.others = new CacheBudget(Math.max(0, budget - bytes(bins.getFirst())));
        this.sums = new double[bins.stream().mapToInt(bin -> bin.statics().size()).sum()][frames];
        this.totals = new double[places];
        this.scratches = new BlockScratch[lanes.count()];
        Arrays.setAll(scratches, _ -> new BlockScratch(MOST_ROWS));
        this.aside = aside;
        cutIntoBlocks();
        if (aside != null) {
            bins.stream().filter(bin -> bytes(bin) > most).findFirst().ifPresent(this::refuse);
            return;
        }
        boolean room = true;
        for (int bin = 0; bin < blocks.size() && room; bin++) {
            CacheBudget own = budgetOf(bin);
            room = blocks.get(bin).stream().allMatch(block -> block.keep(own));
        }
        release();
    }

    private void cutIntoBlocks() {
        int pixels = Math.clamp(BLOCK_VALUES / frames, LEAST_BLOCK_PIXELS, MOST_BLOCK_PIXELS);
        int index = 0;
        int column = 0;
        for (DynamicBin bin : bins) {
            List<PixelBlock> own = new ArrayList<>();
            for (StaticSpan span : bin.statics()) {
                for (int done = 0; done < span.count(); done += pixels) {
                    int count = Math.min(pixels, span.count() - done);
                    own.add(new PixelBlock(index, span.first() + done, column, count, frames));
                    column += count;
                }
                index++;
            }
            blocks.add(own);
            all.addAll(own);
        }
    }

    private CacheBudget budgetOf(int bin) {
        return bin == 0 ? first : others;
    }

    private long bytes(DynamicBin bin) {
        return (long) bin.count() * frames;
    }

    /** {@return frames taken so far} */
    public int taken() {
        return taken;
    }

    /**
     * Takes the next frames.
     *
     * @param rows their values at the bins' pixels, bin by bin in the order of the {@link Roi}
     * @param count rows to take
     * @throws BeamletException with INPUT_INVALID where a value is not a finite number
     */
    public void add(float[][] rows, int count) {
        add(new ValueRows(rows), count);
    }

    /**
     * Takes the next frames.
     *
     * @param eights photon counts from 0 to 127 at the bins' pixels, of eight frames to a long, the
     *     first in its lowest byte; what is above the last frame's is 0
     * @param count frames to take
     */
    public void add(long[][] eights, int count) {
        add(new CountRows(eights), count);
    }

    private void add(FrameRows rows, int count) {
        for (int done = 0; done < count; done += MOST_ROWS) {
            add(rows, done, Math.min(MOST_ROWS, count - done));
        }
    }

    private void add(FrameRows rows, int from, int count) {
        take(rows, from, count);
        for (PixelBlock block : all) {
            double[] own = sums[block.span()];
            for (int row = 0; row < count; row++) {
                own[taken + row] += block.frameSum(row);
            }
        }
        requireNumbers(count);
        taken += count;
        if (aside == null) {
            release();
        }
    }

    private void take(FrameRows rows, int from, int count) {
        ScratchFile file = aside;
        int ofFirst = blocks.getFirst().size();
        lanes.forEach(
                all.size(),
                (lane, item) -> {
                    PixelBlock block = all.get(item);
                    BlockScratch scratch = scratches[lane];
                    if (file == null) {
                        CacheBudget budget = item < ofFirst ? first : others;
                        block.add(rows, from, count, taken, totals, scratch, budget);
                    } else {
                        block.putAside(rows, from, count, totals, scratch, file);
                    }
                });
    }

    private void requireNumbers(int count) {
        for (int t = taken; t < taken + count; t++) {
            double sum = 0;
            for (double[] own : sums) {
                sum += own[t];
            }
            if (!Double.isFinite(sum)) {
                throw new BeamletException(
                        ErrorCode.INPUT_INVALID,
                        "selected frame %d has a value that is not a finite number in a pixel of a"
                                        .formatted(t)
                                + " dynamic bin",
                        "mask such pixels in the qmap");
            }
        }
    }

    /** Bins that are not held whole are not held at all, nor is any behind them. */
    private void release() {
        if (!held(0)) {
            refuse(bins.getFirst());
        }
        boolean room = true;
        for (int bin = 1; bin < blocks.size(); bin++) {
            room &= held(bin);
            if (!room) {
                blocks.get(bin).forEach(block -> block.drop(others));
            }
        }
    }

    private boolean held(int bin) {
        return blocks.get(bin).stream().allMatch(PixelBlock::keeps);
    }

    private void refuse(DynamicBin bin) {
        throw new BeamletException(
                ErrorCode.MEMORY_EXCEEDED,
                ("dynamic bin %d has %d pixels: their values in %d frames do not fit into this"
                                + " worker's memory")
                        .formatted(bin.label(), bin.count(), frames),
                "give the worker more memory, the qmap smaller dynamic bins, or take fewer frames"
                        + " with avg_frame or stride_frame");
    }

    /** {@return how many bins, from the first on, have their values kept} */
    public int kept() {
        if (aside != null) {
            return bins.size();
        }
        int bin = 0;
        while (bin < blocks.size() && held(bin)) {
            bin++;
        }
        return bin;
    }

    /** {@return a bin's values, once all frames were taken} */
    public BinFrames bin(int index, Smoothing smoothing) {
        if (taken != frames) {
            throw new IllegalStateException("%d of %d frames".formatted(taken, frames));
        }
        if (aside != null) {
            fetch(index, aside);
        }
        int before = bins.subList(0, index).stream().mapToInt(bin -> bin.statics().size()).sum();
        return BinFrames.of(bins.get(index), blocks.get(index), before, sums, smoothing);
    }

    private void fetch(int index, ScratchFile file) {
        List<PixelBlock> own = blocks.get(index);
        lanes.forEach(
                own.size(), (lane, item) -> own.get(item).fetch(file, scratches[lane], first));
        if (!held(index)) {
            refuse(bins.get(index));
        }
    }

    /** Gives a bin's memory back. */
    public void forget(int index) {
        CacheBudget budget = aside == null ? budgetOf(index) : first;
        blocks.get(index).forEach(block -> block.drop(budget));
    }

    /** {@return means of the bins' pixels, once all frames were taken} */
    public RoiMeans means() {
        return RoiMeans.of(bins, sums, totals, frames);
    }
}

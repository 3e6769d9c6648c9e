package org.beamlet.catalog.xpcs.twotime;

import java.util.Arrays;
import java.util.List;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.xpcs.kernel.cuda.GpuTwoTime;
import org.beamlet.catalog.xpcs.kernel.cuda.PixelRows;
import org.beamlet.catalog.xpcs.kernel.cuda.ProductStrip;

/** Maps whose products are added up on GPUs; the rest is done here. */
public final class GpuTwoTimeMaps implements TwoTimeMaps {
    private final GpuTwoTime device;
    private final int frames;
    private final double[][] lines;
    private final float[][] outs;

    /** Prepares for maps of one size; {@code device} stays its owner's. */
    public GpuTwoTimeMaps(GpuTwoTime device, int frames, Lanes lanes) {
        this.device = device;
        this.frames = frames;
        this.lines = new double[lanes.count()][frames];
        this.outs = new float[lanes.count()][Math.min(ProductStrip.MOST_ROWS, frames) * frames];
    }

    @Override
    public int ahead() {
        return device.ahead();
    }

    @Override
    public Begun begin(BinFrames bin, Runnable pause) {
        List<PixelRows> rows = bin.blocks().stream().map(block -> rows(block, bin)).toList();
        GpuTwoTime.Products products = device.begin(rows, pause);
        return (sink, later) -> finish(bin, products, sink, later);
    }

    private static PixelRows rows(PixelBlock block, BinFrames bin) {
        float[] factors = bin.factors(block);
        return switch (block.cells()) {
            case Cells.Bytes cells ->
                    PixelRows.of(block.span(), block.pixels(), factors, cells.values());
            case Cells.Shorts cells ->
                    PixelRows.of(block.span(), block.pixels(), factors, cells.values());
            case Cells.Floats cells ->
                    PixelRows.of(block.span(), block.pixels(), factors, cells.values());
        };
    }

    private LagMeans finish(
            BinFrames bin, GpuTwoTime.Products products, RowSink sink, Runnable pause) {
        LagSums[] parts = new LagSums[Math.ceilDiv(frames, ProductStrip.MOST_ROWS)];
        products.fetch(
                (lane, strip) ->
                        parts[strip.first() / ProductStrip.MOST_ROWS] =
                                finish(bin, strip, lane, sink),
                pause);
        return LagMeans.of(Arrays.asList(parts), frames);
    }

    private LagSums finish(BinFrames bin, ProductStrip strip, int lane, RowSink sink) {
        int first = strip.first();
        int width = strip.columns();
        float[] out = outs[lane];
        double[] line = lines[lane];
        LagSums lags = new LagSums(first, frames);
        Arrays.fill(out, 0, strip.rows() * width, 0);
        for (int row = 0; row < strip.rows(); row++) {
            strip.read(row, line);
            MapScale.row(bin, first + row, first, row, width, line, out, row * width, lags);
        }
        sink.rows(first, strip.rows(), out);
        return lags;
    }
}

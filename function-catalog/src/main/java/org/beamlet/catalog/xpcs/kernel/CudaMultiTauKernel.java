package org.beamlet.catalog.xpcs.kernel;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.xpcs.kernel.cuda.GpuMultiTau;
import org.beamlet.catalog.xpcs.kernel.cuda.Gpus;
import org.beamlet.catalog.xpcs.kernel.cuda.LevelLayout;
import org.beamlet.catalog.xpcs.kernel.scalar.RowLoops;

/** {@link MultiTauKernel} on GPUs; pixels that they have no room for are done here meanwhile. */
final class CudaMultiTauKernel implements MultiTauKernel, AutoCloseable {
    private final MultiTauShape shape;
    private final GpuMultiTau device;
    private final TiledMultiTauKernel rest;

    /** Takes the GPUs; {@code loops} are for what is left to the CPU. */
    CudaMultiTauKernel(MultiTauShape shape, Gpus gpus, Lanes lanes, Supplier<RowLoops> loops) {
        this.shape = shape;
        List<LevelLayout> levels =
                IntStream.rangeClosed(0, shape.topLevel())
                        .mapToObj(
                                level -> LevelLayout.of(shape.lags(level), shape.keptFrames(level)))
                        .toList();
        device = new GpuMultiTau(gpus, shape.pixels(), levels, lanes);
        rest = new TiledMultiTauKernel(shape, device.hostFrom(), lanes, loops);
    }

    /** {@return what it runs on} */
    String describe() {
        String gpus = "gpu: " + String.join(", ", device.devices());
        int left = shape.pixels() - device.hostFrom();
        return left == 0
                ? gpus
                : "%s; cpu for the %d of %d pixels that they have no memory for"
                        .formatted(gpus, left, shape.pixels());
    }

    @Override
    public void push(float[][] frames, double[] scales, int first, int count) {
        device.push(frames, scales, first, count);
        rest.push(frames, scales, first, count);
    }

    @Override
    public int frames() {
        return device.frames();
    }

    @Override
    public void moments(Delay delay, Moments into) {
        device.moments(delay.level(), delay.lag(), into.product(), into.later(), into.earlier());
        rest.moments(delay, into);
    }

    @Override
    public double[] rawTotals() {
        double[] totals = new double[shape.pixels()];
        device.rawTotals(totals);
        rest.rawTotals(totals);
        return totals;
    }

    @Override
    public float[] keptFrame(int index) {
        float[] frame = new float[shape.pixels()];
        device.keptFrame(shape.keptLevel(), index, frame);
        rest.keptFrame(index, frame);
        return frame;
    }

    @Override
    public void close() {
        device.close();
    }
}

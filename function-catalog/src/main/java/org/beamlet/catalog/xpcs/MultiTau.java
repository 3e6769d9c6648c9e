package org.beamlet.catalog.xpcs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.xpcs.kernel.Delay;
import org.beamlet.catalog.xpcs.kernel.GrowingMultiTauKernel;
import org.beamlet.catalog.xpcs.kernel.Kernels;
import org.beamlet.catalog.xpcs.kernel.MultiTauKernel;
import org.beamlet.catalog.xpcs.kernel.MultiTauShape;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Correlates a series of frames that is fed in batches. */
public final class MultiTau {
    /** The longest series that a delay can be told of. */
    private static final int MOST_FRAMES = Integer.MAX_VALUE / 2;

    private static final int FIRST_ROOM = 1024;

    private final int most;
    private final Bins bins;
    private final boolean normalize;
    private final int parts;
    private final Lanes lanes;
    private final MultiTauKernel kernel;
    private final List<G2> partials = new ArrayList<>();
    private double[] intensity;
    private int darkFrames;

    /**
     * Prepares a run.
     *
     * @param frames length of the whole series, at least {@link Delay#LEAST_FRAMES}
     * @param normalize whether each frame is divided by its mean before it is correlated
     * @param parts how many partial results to keep, 0 for none
     */
    public MultiTau(int frames, Bins bins, boolean normalize, int parts, Lanes lanes) {
        this(frames, bins, normalize, parts, lanes, Kernels.ofCpu(lanes));
    }

    /** The same where the kernels say. */
    public MultiTau(
            int frames, Bins bins, boolean normalize, int parts, Lanes lanes, Kernels kernels) {
        if (frames < Delay.LEAST_FRAMES || parts > frames) {
            throw new IllegalArgumentException(frames + " frames, " + parts + " parts");
        }
        this.most = frames;
        this.bins = bins;
        this.normalize = normalize;
        this.parts = parts;
        this.lanes = lanes;
        this.intensity = new double[frames];
        int level = MultiTauShape.keptLevel(frames);
        this.kernel =
                kernels.multiTau(
                        new MultiTauShape(
                                bins.pixels(),
                                frames,
                                normalize,
                                Delay.of(frames),
                                level,
                                frames >> level));
    }

    /** Prepares a run over a series of which nobody knows how long it will be. */
    MultiTau(Bins bins, boolean normalize, Lanes lanes, GrowingMultiTauKernel kernel) {
        this.most = MOST_FRAMES;
        this.bins = bins;
        this.normalize = normalize;
        this.parts = 0;
        this.lanes = lanes;
        this.intensity = new double[FIRST_ROOM];
        this.kernel = kernel;
    }

    /** {@return the delays that there are by now} */
    public List<Delay> delays() {
        return Delay.of(most == MOST_FRAMES ? taken() : most);
    }

    /** {@return frames taken so far} */
    public int taken() {
        return kernel.frames();
    }

    /**
     * Takes the next frames.
     *
     * @param rows raw intensities of the carried pixels
     */
    public void add(float[][] rows, int count) {
        if (taken() + count > most) {
            throw new IllegalArgumentException("more than %d frames".formatted(most));
        }
        if (taken() + count > intensity.length) {
            intensity = Arrays.copyOf(intensity, Math.max(2 * intensity.length, taken() + count));
        }
        double[] scales = scales(rows, count);
        int done = 0;
        while (done < count) {
            int some = Math.min(count - done, nextPart() - taken());
            kernel.push(rows, scales, done, some);
            done += some;
            if (parts > 0 && taken() == nextPart(partials.size())) {
                partials.add(G2.of(kernel, delays(), bins, lanes));
            }
        }
    }

    private int nextPart() {
        return partials.size() < parts ? nextPart(partials.size()) : most;
    }

    private int nextPart(int index) {
        return (int) ((index + 1L) * most / parts);
    }

    private double[] scales(float[][] rows, int count) {
        int first = taken();
        lanes.forEach(count, (_, row) -> intensity[first + row] = mean(rows[row], first + row));
        for (int row = 0; row < count; row++) {
            darkFrames += intensity[first + row] == 0 ? 1 : 0;
        }
        return scales(Arrays.copyOfRange(intensity, first, first + count), normalize);
    }

    private static double[] scales(double[] means, boolean normalize) {
        double[] scales = new double[means.length];
        for (int row = 0; row < means.length; row++) {
            double mean = means[row];
            // A frame without light has no mean to be divided by and stays as it is.
            scales[row] = normalize && mean != 0 ? 1 / mean : 1;
        }
        return scales;
    }

    private static double mean(float[] row, int index) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int p = 0;
        for (; p + 4 <= row.length; p += 4) {
            a += row[p];
            b += row[p + 1];
            c += row[p + 2];
            d += row[p + 3];
        }
        for (; p < row.length; p++) {
            a += row[p];
        }
        double mean = ((a + b) + (c + d)) / row.length;
        if (!Double.isFinite(mean)) {
            throw new BeamletException(
                    ErrorCode.INPUT_INVALID,
                    "selected frame %d has a value that is not a finite number".formatted(index),
                    "mask such pixels and set crop_ratio_threshold to 1.1, so that only good"
                            + " pixels are read");
        }
        return mean;
    }

    /**
     * {@return the correlation as it would be with some more frames, which are not taken}
     *
     * @param growing the kernel that this was made with
     */
    PartialG2 peek(GrowingMultiTauKernel growing, float[][] rows, int count) {
        double[] means = new double[count];
        lanes.forEach(count, (_, row) -> means[row] = mean(rows[row], taken() + row));
        int frames = taken() + count;
        double[] all = Arrays.copyOf(intensity, frames);
        System.arraycopy(means, 0, all, taken(), count);
        PartialG2 partial = new PartialG2(Delay.of(frames), bins, all, lanes.count());
        growing.peek(rows, scales(means, normalize), count, partial.delays(), partial);
        return partial;
    }

    /** {@return the results, once all frames were added} */
    public Correlation finish() {
        int frames = taken();
        if (most != MOST_FRAMES && frames != most) {
            throw new IllegalStateException("%d of %d frames".formatted(frames, most));
        }
        double[] meanFrame = kernel.rawTotals();
        for (int p = 0; p < meanFrame.length; p++) {
            meanFrame[p] /= frames;
        }
        return new Correlation(
                delays(),
                G2.of(kernel, delays(), bins, lanes),
                partials,
                meanFrame,
                bins.staticMeans(meanFrame),
                segments(),
                Arrays.copyOf(intensity, frames),
                darkFrames,
                kernel);
    }

    private double[][] segments() {
        double[][] all = new double[taken() >> MultiTauShape.keptLevel(taken())][];
        Arrays.setAll(all, index -> segment(kernel.keptFrame(index)));
        return all;
    }

    private double[] segment(float[] frame) {
        double[] values = new double[frame.length];
        for (int p = 0; p < values.length; p++) {
            // By the whole series' length, as upstream: a row is a share of the mean.
            values[p] = frame[p] / (double) taken();
        }
        return bins.staticMeans(values);
    }
}

package org.beamlet.catalog.xpcs;

import java.util.List;
import org.beamlet.catalog.xpcs.kernel.Delay;
import org.beamlet.catalog.xpcs.kernel.GrowingMultiTauKernel;
import org.beamlet.catalog.xpcs.kernel.Moments;

/**
 * The correlation functions of a series that goes on, without errors: sums of bins, gathered from
 * some pixels after the other.
 */
final class PartialG2 implements GrowingMultiTauKernel.Look {
    private final List<Delay> delays;
    private final Bins bins;
    private final double[] intensity;

    /** By lane, delay, then which moment. */
    private final double[][][][] sums;

    PartialG2(List<Delay> delays, Bins bins, double[] intensity, int lanes) {
        int frames = intensity.length;
        this.delays = delays.stream().filter(delay -> delay.pairs(frames) > 0).toList();
        this.bins = bins;
        this.intensity = intensity.clone();
        this.sums = new double[lanes][this.delays.size()][3][bins.staticBins()];
    }

    /** {@return those with pairs of frames} */
    List<Delay> delays() {
        return delays;
    }

    /** {@return the mean of each frame} */
    double[] intensity() {
        return intensity.clone();
    }

    Bins bins() {
        return bins;
    }

    @Override
    public void at(int lane, int delay, int from, int end, Moments moments) {
        double[][] into = sums[lane][delay];
        bins.addToStatics(moments.product(), from, end, into[0]);
        bins.addToStatics(moments.later(), from, end, into[1]);
        bins.addToStatics(moments.earlier(), from, end, into[2]);
    }

    /** {@return by delay, then dynamic bin} */
    double[][] values() {
        double[][] values = new double[delays.size()][];
        for (int delay = 0; delay < values.length; delay++) {
            double[] perStatic = new double[bins.staticBins()];
            for (int bin = 0; bin < perStatic.length; bin++) {
                double pixels = Math.max(1, bins.pixelsOf(bin));
                double product = sum(delay, 0, bin) / pixels;
                double norm = sum(delay, 1, bin) / pixels * (sum(delay, 2, bin) / pixels);
                perStatic[bin] = norm == 0 ? 0 : product / norm;
            }
            values[delay] = bins.meansOfStatics(perStatic);
        }
        return values;
    }

    private double sum(int delay, int moment, int bin) {
        double sum = 0;
        for (double[][][] lane : sums) {
            sum += lane[delay][moment][bin];
        }
        return sum;
    }
}

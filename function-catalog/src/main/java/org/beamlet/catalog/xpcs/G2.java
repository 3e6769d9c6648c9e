package org.beamlet.catalog.xpcs;

import java.util.Arrays;
import java.util.List;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.xpcs.kernel.Delay;
import org.beamlet.catalog.xpcs.kernel.Moments;
import org.beamlet.catalog.xpcs.kernel.MultiTauKernel;

/**
 * The correlation functions of all bins, symmetrically normalised.
 *
 * @param frames of the series so far
 * @param values by delay, then dynamic bin; NaN at a delay that the series is too short for
 * @param errors likewise
 * @param perStatic by delay, then static bin
 */
@SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
public record G2(int frames, double[][] values, double[][] errors, double[][] perStatic) {
    static G2 of(MultiTauKernel kernel, List<Delay> delays, Bins bins, Lanes lanes) {
        int frames = kernel.frames();
        G2 g2 =
                new G2(
                        frames,
                        new double[delays.size()][],
                        new double[delays.size()][],
                        new double[delays.size()][]);
        Moments[] scratch = new Moments[lanes.count()];
        Arrays.setAll(scratch, _ -> Moments.forPixels(bins.pixels()));
        lanes.forEach(
                delays.size(),
                (lane, index) -> {
                    Delay delay = delays.get(index);
                    if (delay.pairs(frames) > 0) {
                        kernel.moments(delay, scratch[lane]);
                        g2.fill(index, scratch[lane], bins);
                    } else {
                        g2.values[index] = undefined(bins.dynamicBins());
                        g2.errors[index] = undefined(bins.dynamicBins());
                        g2.perStatic[index] = undefined(bins.staticBins());
                    }
                });
        return g2;
    }

    private static double[] undefined(int bins) {
        double[] none = new double[bins];
        Arrays.fill(none, Double.NaN);
        return none;
    }

    private void fill(int index, Moments moments, Bins bins) {
        double[] product = bins.staticMeans(moments.product());
        double[] later = bins.staticMeans(moments.later());
        double[] earlier = bins.staticMeans(moments.earlier());
        for (int bin = 0; bin < product.length; bin++) {
            product[bin] = normalised(product[bin], later[bin], earlier[bin]);
        }
        perStatic[index] = product;
        values[index] = bins.meansOfStatics(product);
        double[] perPixel = moments.product();
        for (int p = 0; p < perPixel.length; p++) {
            perPixel[p] = normalised(perPixel[p], moments.later()[p], moments.earlier()[p]);
        }
        errors[index] = bins.standardErrors(perPixel);
    }

    /** Where no light was, the answer is 0. */
    private static double normalised(double product, double later, double earlier) {
        double norm = later * earlier;
        return norm == 0 ? 0 : product / norm;
    }
}

package org.beamlet.catalog.xpcs;

import java.util.List;
import org.beamlet.catalog.xpcs.twotime.LagMeans;
import org.beamlet.catalog.xpcs.twotime.RoiMeans;

/**
 * What a two-time run finds besides the maps, which go to the file as they are computed.
 *
 * @param labels of the dynamic bins that were correlated, in the order of the maps
 * @param lagMeans by bin
 * @param means over the pixels of these bins
 */
record TwoTimeResult(List<Integer> labels, List<LagMeans> lagMeans, RoiMeans means) {
    TwoTimeResult {
        labels = List.copyOf(labels);
        lagMeans = List.copyOf(lagMeans);
    }

    int frames() {
        return means.intensity().length;
    }

    /** {@return the mean correlation, by lag, then bin} */
    double[][] g2() {
        double[][] rows = new double[frames()][labels.size()];
        for (int bin = 0; bin < labels.size(); bin++) {
            for (int lag = 0; lag < rows.length; lag++) {
                rows[lag][bin] = lagMeans.get(bin).whole()[lag];
            }
        }
        return rows;
    }

    /** {@return the mean correlation of five stretches: by lag, then stretch, then bin} */
    double[] segments() {
        int lags = frames() / LagMeans.SEGMENTS;
        double[] all = new double[lags * LagMeans.SEGMENTS * labels.size()];
        int at = 0;
        for (int lag = 0; lag < lags; lag++) {
            for (int stretch = 0; stretch < LagMeans.SEGMENTS; stretch++) {
                for (LagMeans bin : lagMeans) {
                    all[at++] = bin.segments()[lag][stretch];
                }
            }
        }
        return all;
    }
}

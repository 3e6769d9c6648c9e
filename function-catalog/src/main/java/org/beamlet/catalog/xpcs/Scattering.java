package org.beamlet.catalog.xpcs;

import org.beamlet.catalog.xpcs.twotime.Roi;
import org.beamlet.catalog.xpcs.twotime.RoiMeans;

/**
 * What a detector saw on average, of either correlation.
 *
 * @param image mean frame, row by row; 0 where a pixel is broken or was not read
 * @param curve mean of each static bin that has pixels
 * @param segments the same over short stretches of the series, by stretch, then static bin
 * @param intensity mean of each frame
 */
@SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
record Scattering(float[] image, double[] curve, double[][] segments, double[] intensity) {
    static Scattering of(Correlation result, Qmap qmap, CarriedPixels pixels, Bins bins) {
        float[] image = new float[qmap.pixels()];
        pixels.scatter(result.meanFrame(), 1, image, 0);
        int[] filled = bins.filledStatics();
        double[][] segments = new double[result.segments().length][];
        for (int row = 0; row < segments.length; row++) {
            segments[row] = chosen(result.segments()[row], filled);
        }
        return new Scattering(
                unblemished(image, qmap),
                chosen(result.staticMeans(), filled),
                segments,
                result.intensity());
    }

    /** Static bins of dynamic bins that were not selected are 0, as upstream has them. */
    static Scattering of(RoiMeans means, Roi roi, Qmap qmap, Bins bins) {
        float[] image = new float[qmap.pixels()];
        for (int place = 0; place < roi.size(); place++) {
            image[roi.pixel(place)] = (float) means.pixelMeans()[place];
        }
        int[] filled = bins.filledStatics();
        double[][] segments = new double[means.segments().length][];
        for (int row = 0; row < segments.length; row++) {
            segments[row] = chosen(spread(means.segments()[row], means, bins), filled);
        }
        return new Scattering(
                unblemished(image, qmap),
                chosen(spread(means.staticMeans(), means, bins), filled),
                segments,
                means.intensity());
    }

    private static double[] spread(double[] values, RoiMeans means, Bins bins) {
        double[] all = new double[bins.staticBins()];
        for (int index = 0; index < values.length; index++) {
            all[means.labels()[index] - 1] = values[index];
        }
        return all;
    }

    private static double[] chosen(double[] values, int[] indices) {
        double[] out = new double[indices.length];
        for (int index = 0; index < indices.length; index++) {
            out[index] = values[indices[index]];
        }
        return out;
    }

    private static float[] unblemished(float[] image, Qmap qmap) {
        for (int p = 0; p < image.length; p++) {
            if (!qmap.blemish()[p]) {
                image[p] = 0;
            }
        }
        return image;
    }
}

package org.beamlet.catalog.xpcs;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.beamlet.catalog.hdf5.SampleFormat;

/**
 * The pixels that are correlated: all of the detector, or the good ones alone, row by row, or some
 * in an order of their own.
 *
 * <p>The choice changes numbers, since a frame's mean is taken over them.
 */
public final class CarriedPixels {
    /** Shorter runs than this, on average, are copied pixel by pixel. */
    private static final int LONG_RUN = 16;

    private final int detectorPixels;
    private final int[] pixels;

    /** Start and length of each run of neighbours, alternating. */
    private final int[] runs;

    private CarriedPixels(int detectorPixels, int[] pixels) {
        this.detectorPixels = detectorPixels;
        this.pixels = pixels;
        int[] found = new int[2 * pixels.length];
        int size = 0;
        for (int pixel : pixels) {
            if (size > 0 && found[size - 2] + found[size - 1] == pixel) {
                found[size - 1]++;
            } else {
                found[size++] = pixel;
                found[size++] = 1;
            }
        }
        this.runs = Arrays.copyOf(found, size);
    }

    /** Carries the good pixels if they are fewer than {@code threshold} of all, else all. */
    static CarriedPixels of(Qmap qmap, double threshold) {
        double ratio = qmap.validPixels() / (double) qmap.pixels();
        if (ratio < threshold) {
            return where(qmap.mask());
        }
        return all(qmap.pixels());
    }

    /** Carries the pixels of a mask. */
    public static CarriedPixels where(boolean[] carried) {
        return new CarriedPixels(
                carried.length,
                IntStream.range(0, carried.length).filter(p -> carried[p]).toArray());
    }

    public static CarriedPixels all(int pixels) {
        return new CarriedPixels(pixels, IntStream.range(0, pixels).toArray());
    }

    /** Carries pixels in the order in which they are given. */
    static CarriedPixels inOrder(int detectorPixels, int[] pixels) {
        return new CarriedPixels(detectorPixels, pixels.clone());
    }

    public int count() {
        return pixels.length;
    }

    /** {@return whether a row is anything but the detector row by row} */
    boolean cropped() {
        return runs.length != 2 || runs[1] != detectorPixels;
    }

    int detectorPixels() {
        return detectorPixels;
    }

    void gather(float[] detector, float[] row) {
        if (pixels.length < (long) LONG_RUN * runs.length / 2) {
            for (int p = 0; p < pixels.length; p++) {
                row[p] = detector[pixels[p]];
            }
            return;
        }
        int to = 0;
        for (int run = 0; run < runs.length; run += 2) {
            System.arraycopy(detector, runs[run], row, to, runs[run + 1]);
            to += runs[run + 1];
        }
    }

    /**
     * Fetches some carried pixels' photon counts from up to eight frames as they are stored.
     *
     * @param from pixel of the row to begin with
     * @param to end of the pixels to fetch
     * @param row a byte for each frame in a pixel's long, the first in the lowest one
     * @return whether all of them are whole numbers from 0 to 127
     */
    boolean gatherCounts(SampleFormat format, ByteBuffer[] stored, int from, int to, long[] row) {
        return format.toCounts(stored, pixels, from, to, row);
    }

    /** {@return the place in a row of each pixel of the detector, -1 for one that is left out} */
    int[] places() {
        int[] places = new int[detectorPixels];
        Arrays.fill(places, -1);
        for (int p = 0; p < pixels.length; p++) {
            places[pixels[p]] = p;
        }
        return places;
    }

    /** {@return the carried pixels of a label map} */
    public int[] gather(int[] detector) {
        return Arrays.stream(pixels).map(pixel -> detector[pixel]).toArray();
    }

    /** Puts values of carried pixels into a detector image, from {@code offset}; others stay. */
    void scatter(double[] values, double factor, float[] image, int offset) {
        for (int p = 0; p < pixels.length; p++) {
            image[offset + pixels[p]] = (float) (values[p] * factor);
        }
    }
}

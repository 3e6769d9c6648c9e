package org.beamlet.catalog.xpcs;

import java.util.Arrays;

/**
 * The pixels that are correlated: all of the detector, or the good ones alone, row by row.
 *
 * <p>The choice changes numbers, since a frame's mean is taken over them.
 */
public final class CarriedPixels {
    private final int detectorPixels;
    private final int count;

    /** Start and length of each run of neighbours, alternating. */
    private final int[] runs;

    private CarriedPixels(boolean[] carried) {
        detectorPixels = carried.length;
        int[] found = new int[carried.length + 2];
        int size = 0;
        int total = 0;
        for (int p = 0; p < carried.length; p++) {
            if (carried[p] && (p == 0 || !carried[p - 1])) {
                found[size++] = p;
            }
            if (carried[p] && (p == carried.length - 1 || !carried[p + 1])) {
                found[size] = p + 1 - found[size - 1];
                total += found[size++];
            }
        }
        runs = Arrays.copyOf(found, size);
        count = total;
    }

    /** Carries the good pixels if they are fewer than {@code threshold} of all, else all. */
    static CarriedPixels of(Qmap qmap, double threshold) {
        double ratio = qmap.validPixels() / (double) qmap.pixels();
        if (ratio < threshold) {
            return new CarriedPixels(qmap.mask());
        }
        return all(qmap.pixels());
    }

    /** Carries the pixels of a mask. */
    public static CarriedPixels where(boolean[] carried) {
        return new CarriedPixels(carried);
    }

    public static CarriedPixels all(int pixels) {
        boolean[] every = new boolean[pixels];
        Arrays.fill(every, true);
        return new CarriedPixels(every);
    }

    public int count() {
        return count;
    }

    boolean cropped() {
        return count < detectorPixels;
    }

    int detectorPixels() {
        return detectorPixels;
    }

    void gather(float[] detector, float[] row) {
        int to = 0;
        for (int run = 0; run < runs.length; run += 2) {
            System.arraycopy(detector, runs[run], row, to, runs[run + 1]);
            to += runs[run + 1];
        }
    }

    /** {@return the place in a row of each pixel of the detector, -1 for one that is left out} */
    int[] places() {
        int[] places = new int[detectorPixels];
        Arrays.fill(places, -1);
        int to = 0;
        for (int run = 0; run < runs.length; run += 2) {
            for (int i = 0; i < runs[run + 1]; i++) {
                places[runs[run] + i] = to++;
            }
        }
        return places;
    }

    /** {@return the carried pixels of a label map} */
    public int[] gather(int[] detector) {
        int[] row = new int[count];
        int to = 0;
        for (int run = 0; run < runs.length; run += 2) {
            System.arraycopy(detector, runs[run], row, to, runs[run + 1]);
            to += runs[run + 1];
        }
        return row;
    }

    /** Puts values of carried pixels into a detector image, from {@code offset}; others stay. */
    void scatter(double[] values, double factor, float[] image, int offset) {
        int from = 0;
        for (int run = 0; run < runs.length; run += 2) {
            for (int i = 0; i < runs[run + 1]; i++) {
                image[offset + runs[run] + i] = (float) (values[from++] * factor);
            }
        }
    }
}

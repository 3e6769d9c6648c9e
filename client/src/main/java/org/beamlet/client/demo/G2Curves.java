package org.beamlet.client.demo;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.exceptions.HdfException;
import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.Arrays;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * Correlation functions of several regions.
 *
 * @param delays in frames, ascending
 * @param g2 by delay, then region
 */
@SuppressWarnings("ArrayRecordComponent") // Read here only, compared by deviation().
record G2Curves(double[] delays, double[][] g2) {
    private static final String GROUP = "/xpcs/multitau/";

    static G2Curves ofResult(Path file) {
        try (HdfFile hdf = new HdfFile(file)) {
            return new G2Curves(
                    numbers(hdf.getDatasetByPath(GROUP + "delay_list")),
                    table(hdf.getDatasetByPath(GROUP + "normalized_g2")));
        } catch (HdfException e) {
            throw unreadable(file, e);
        }
    }

    int regions() {
        return g2.length == 0 ? 0 : g2[0].length;
    }

    /** {@return what the correlation rises above 1 at the shortest delay} */
    double contrast(int region) {
        return g2[0][region] - 1;
    }

    /**
     * The delay at which the rise has fallen to 1/e, between two delays by the logarithm.
     *
     * @return in frames; NaN where it never falls so far
     */
    double decay(int region) {
        double level = contrast(region) / Math.E;
        for (int i = 1; i < delays.length; i++) {
            double above = g2[i - 1][region] - 1;
            double below = g2[i][region] - 1;
            if (above > level && below <= level) {
                double part = (above - level) / (above - below);
                return Math.exp(
                        Math.log(delays[i - 1])
                                + part * (Math.log(delays[i]) - Math.log(delays[i - 1])));
            }
        }
        return Double.NaN;
    }

    /** {@return whether delays and shape are the same} */
    boolean comparable(G2Curves other) {
        return regions() > 0 && regions() == other.regions() && Arrays.equals(delays, other.delays);
    }

    /**
     * {@return the largest difference of any value} Infinite where one has a number and the other
     * none, or the two cannot be compared.
     */
    double deviation(G2Curves other) {
        return largest(other, 0, 0);
    }

    /** {@return whether every value is as near to the other's as is allowed} */
    boolean within(G2Curves other, double absolute, double relative) {
        return largest(other, absolute, relative) <= 0;
    }

    /** The largest difference beyond what is allowed; never more than zero if there is none. */
    private double largest(G2Curves other, double absolute, double relative) {
        if (!comparable(other)) {
            return Double.POSITIVE_INFINITY;
        }
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < delays.length; i++) {
            for (int region = 0; region < regions(); region++) {
                double expected = other.g2[i][region];
                double share = Double.isNaN(expected) ? 0 : relative * Math.abs(expected);
                double beyond = difference(g2[i][region], expected) - absolute - share;
                largest = Math.max(largest, beyond);
            }
        }
        return largest;
    }

    private static double difference(double a, double b) {
        if (Double.isNaN(a) && Double.isNaN(b)) {
            return 0;
        }
        double difference = Math.abs(a - b);
        return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
    }

    private static double[] numbers(Dataset dataset) {
        Object flat = dataset.getDataFlat();
        int length = Array.getLength(flat);
        double[] numbers = new double[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = ((Number) Array.get(flat, i)).doubleValue();
        }
        return numbers;
    }

    private static double[][] table(Dataset dataset) {
        int[] shape = dataset.getDimensions();
        double[] flat = numbers(dataset);
        double[][] table = new double[shape[0]][shape[1]];
        for (int i = 0; i < shape[0]; i++) {
            System.arraycopy(flat, i * shape[1], table[i], 0, shape[1]);
        }
        return table;
    }

    private static BeamletException unreadable(Path file, Exception cause) {
        return new BeamletException(
                ErrorCode.INPUT_INVALID,
                "%s cannot be read: %s".formatted(file, cause.getMessage()),
                "run the demo again with --keep and report what it left",
                cause);
    }
}

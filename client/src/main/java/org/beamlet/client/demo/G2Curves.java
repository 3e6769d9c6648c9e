package org.beamlet.client.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.exceptions.HdfException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;

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

    static G2Curves ofExpectation(Path file) {
        JsonNode document = document(file);
        JsonNode rows = document.path("normalized_g2");
        double[][] g2 = new double[rows.size()][];
        for (int i = 0; i < g2.length; i++) {
            g2[i] = numbers(rows.get(i));
        }
        return new G2Curves(numbers(document.path("delay_list")), g2);
    }

    /** {@return how far a value may be off, as the file says} */
    static double tolerance(Path file) {
        return document(file).path("tolerance").asDouble(1e-4);
    }

    private static JsonNode document(Path file) {
        try {
            return Json.read(Files.readString(file));
        } catch (IOException e) {
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

    /**
     * {@return the largest difference of any value} Infinite where the shapes or delays differ, or
     * one has a number where the other has none.
     */
    double deviation(G2Curves other) {
        if (delays.length != other.delays.length || regions() != other.regions()) {
            return Double.POSITIVE_INFINITY;
        }
        double largest = 0;
        for (int i = 0; i < delays.length; i++) {
            largest =
                    Math.max(
                            largest,
                            difference(delays[i], other.delays[i]) > 0
                                    ? Double.POSITIVE_INFINITY
                                    : 0);
            for (int region = 0; region < regions(); region++) {
                largest = Math.max(largest, difference(g2[i][region], other.g2[i][region]));
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

    private static double[] numbers(JsonNode array) {
        double[] numbers = new double[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = array.get(i).isNull() ? Double.NaN : array.get(i).asDouble();
        }
        return numbers;
    }

    private static double[] numbers(Dataset dataset) {
        Object flat = dataset.getDataFlat();
        int length = java.lang.reflect.Array.getLength(flat);
        double[] numbers = new double[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = ((Number) java.lang.reflect.Array.get(flat, i)).doubleValue();
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

package org.beamlet.catalog.hdf5;

import java.util.Arrays;

/**
 * A dataset of numbers, read whole.
 *
 * @param shape empty for a scalar
 * @param values row-major
 */
@SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
public record NumberArray(int[] shape, double[] values) {
    public NumberArray {
        shape = shape.clone();
    }

    public int rank() {
        return shape.length;
    }

    /** {@return the shape as {@code 512 x 1024}} */
    public String shapeText() {
        return text(shape);
    }

    /** {@return a shape as {@code 512 x 1024}} */
    public static String text(int... shape) {
        return shape.length == 0
                ? "scalar"
                : Arrays.toString(shape).replaceAll("[\\[\\]]", "").replace(", ", " x ");
    }
}

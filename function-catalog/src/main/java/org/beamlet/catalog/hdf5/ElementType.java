package org.beamlet.catalog.hdf5;

/** What an element of a written dataset is; the value is the library's own name for the type. */
public enum ElementType {
    FLOAT32("H5T_IEEE_F32LE_g", Float.BYTES),
    FLOAT64("H5T_IEEE_F64LE_g", Double.BYTES),
    INT32("H5T_STD_I32LE_g", Integer.BYTES),
    INT64("H5T_STD_I64LE_g", Long.BYTES);

    private final String global;
    private final int bytes;

    ElementType(String global, int bytes) {
        this.global = global;
        this.bytes = bytes;
    }

    String global() {
        return global;
    }

    public int bytes() {
        return bytes;
    }

    /** The type of a primitive array's elements. */
    static ElementType of(Object array) {
        return switch (array) {
            case float[] _ -> FLOAT32;
            case double[] _ -> FLOAT64;
            case int[] _ -> INT32;
            case long[] _ -> INT64;
            default ->
                    throw new IllegalArgumentException(
                            "not an array that HDF5 stores: " + array.getClass().getSimpleName());
        };
    }
}

package org.beamlet.catalog.hdf5;

import java.nio.file.Path;

/** Writes a dataset of many megabytes in a JVM that could never hold it. */
final class LargeDataset {
    static final int ROWS = 1024;
    static final int COLUMNS = 1024;

    private LargeDataset() {}

    static float value(long plane, int index) {
        return plane * 31 + index % 1000;
    }

    private static Storage storage(String kind) {
        return switch (kind) {
            case "plain" -> Storage.chunked(1, ROWS, COLUMNS);
            case "compressed" -> Storage.compressed(1, ROWS / 8, COLUMNS);
            default -> throw new IllegalArgumentException(kind);
        };
    }

    public static void main(String[] arguments) {
        Path file = Path.of(arguments[0]);
        long planes = Long.parseLong(arguments[1]) * 1_000_000 / (ROWS * COLUMNS * Float.BYTES);
        float[] plane = new float[ROWS * COLUMNS];
        try (Hdf5Writer out = Hdf5Writer.create(file);
                Hdf5Dataset dataset =
                        out.dataset(
                                "/big",
                                ElementType.FLOAT32,
                                storage(arguments[2]),
                                planes,
                                ROWS,
                                COLUMNS)) {
            for (long index = 0; index < planes; index++) {
                for (int i = 0; i < plane.length; i++) {
                    plane[i] = value(index, i);
                }
                dataset.write(plane, new long[] {index, 0, 0}, new long[] {1, ROWS, COLUMNS});
            }
        } catch (org.beamlet.protocol.error.BeamletException e) {
            System.out.println(e.code() + ": " + e.getMessage());
            System.exit(3);
        }
        System.out.println("planes=" + planes);
    }
}

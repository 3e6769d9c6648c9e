package org.beamlet.conformance.hdf5;

import java.nio.file.Path;
import org.beamlet.catalog.hdf5.ElementType;
import org.beamlet.catalog.hdf5.Hdf5Dataset;
import org.beamlet.catalog.hdf5.Hdf5Writer;
import org.beamlet.catalog.hdf5.Storage;

/** Writes planes of 1024 x 1024 floats one by one, each value following from its place. */
final class LargeFileWriter {
    private static final int SIDE = 1024;

    private LargeFileWriter() {}

    /** Takes the file and the number of planes. */
    public static void main(String[] arguments) {
        long planes = Long.parseLong(arguments[1]);
        float[] plane = new float[SIDE * SIDE];
        try (Hdf5Writer out = Hdf5Writer.create(Path.of(arguments[0]));
                Hdf5Dataset dataset =
                        out.dataset(
                                "/entry/big",
                                ElementType.FLOAT32,
                                Storage.chunked(1, SIDE, SIDE),
                                planes,
                                SIDE,
                                SIDE)) {
            for (long index = 0; index < planes; index++) {
                for (int i = 0; i < plane.length; i++) {
                    plane[i] = index * 1000 + i % 997;
                }
                dataset.write(plane, new long[] {index, 0, 0}, new long[] {1, SIDE, SIDE});
            }
        }
    }
}

package org.beamlet.catalog.xpcs;

import java.nio.file.Path;
import java.util.List;
import org.beamlet.catalog.hdf5.Hdf5Source;
import org.beamlet.catalog.hdf5.NumberArray;
import org.beamlet.catalog.xpcs.twotime.Roi;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * The partition of a detector into bins, as {@code /qmap} of a qmap file gives it.
 *
 * @param statics label of every pixel's static bin, 0 for none
 * @param dynamics label of every pixel's dynamic bin, 0 for none
 * @param mask which pixels are good
 * @param blemish which pixels are not broken; they are kept in the mean image
 */
@SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
public record Qmap(
        int rows,
        int columns,
        int[] statics,
        int[] dynamics,
        boolean[] mask,
        boolean[] blemish,
        BinAxes axes) {
    static Qmap read(Path file) {
        try (Hdf5Source source = Hdf5Source.open("qmap", file)) {
            NumberArray statics = source.numbers("/qmap/static_roi_map");
            NumberArray dynamics = map(source, "/qmap/dynamic_roi_map", statics, file);
            boolean[] mask = ones(map(source, "/qmap/mask", statics, file));
            boolean[] blemish =
                    source.has("/qmap/blemish")
                            ? ones(map(source, "/qmap/blemish", statics, file))
                            : mask;
            Qmap qmap =
                    new Qmap(
                            statics.shape()[0],
                            statics.shape()[1],
                            labels(statics, "static_roi_map", file),
                            labels(dynamics, "dynamic_roi_map", file),
                            mask,
                            blemish,
                            BinAxes.read(source));
            qmap.check(file);
            return qmap;
        }
    }

    private static NumberArray map(Hdf5Source source, String path, NumberArray like, Path file) {
        NumberArray map = source.numbers(path);
        if (like.rank() != 2 || !map.shapeText().equals(like.shapeText())) {
            throw new BeamletException(
                    ErrorCode.SHAPE_MISMATCH,
                    "qmap '%s': static_roi_map is %s, %s is %s"
                            .formatted(file, like.shapeText(), path, map.shapeText()),
                    "give a qmap whose maps all have the detector's rows and columns");
        }
        return map;
    }

    private static boolean[] ones(NumberArray map) {
        boolean[] ones = new boolean[map.values().length];
        for (int i = 0; i < ones.length; i++) {
            ones[i] = map.values()[i] == 1;
        }
        return ones;
    }

    private static int[] labels(NumberArray map, String name, Path file) {
        double[] values = map.values();
        int[] labels = new int[values.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (int) values[i];
            if (labels[i] != values[i] || labels[i] < 0 || labels[i] > labels.length) {
                throw new BeamletException(
                        ErrorCode.INPUT_INVALID,
                        "qmap '%s': %s has %s at pixel (%d, %d)"
                                .formatted(
                                        file,
                                        name,
                                        values[i],
                                        i / map.shape()[1],
                                        i % map.shape()[1]),
                        "number the bins 1, 2, 3 … and use 0 for pixels in none");
            }
        }
        return labels;
    }

    private void check(Path file) {
        int binned = 0;
        for (int i = 0; i < mask.length; i++) {
            if (mask[i] && dynamics[i] > 0) {
                binned++;
                if (statics[i] == 0) {
                    throw new BeamletException(
                            ErrorCode.INPUT_INVALID,
                            "qmap '%s': pixel (%d, %d) is in dynamic bin %d but in no static bin"
                                    .formatted(file, i / columns, i % columns, dynamics[i]),
                            "give every good pixel of a dynamic bin a static bin, or mask it");
                }
            }
        }
        if (binned == 0) {
            throw new BeamletException(
                    ErrorCode.INPUT_INVALID,
                    "qmap '%s': no good pixel lies in a dynamic bin".formatted(file),
                    "check mask (1 is good) and dynamic_roi_map");
        }
    }

    /** {@return the good pixels of the dynamic bins, sorted for two-time} */
    Roi roi() {
        int[] good = dynamics.clone();
        for (int p = 0; p < good.length; p++) {
            good[p] = mask[p] ? good[p] : 0;
        }
        return Roi.of(good, statics);
    }

    int pixels() {
        return mask.length;
    }

    int validPixels() {
        int valid = 0;
        for (boolean good : mask) {
            valid += good ? 1 : 0;
        }
        return valid;
    }

    /** Refuses a detector of another shape; a transposed map is not turned, on purpose. */
    void requireShape(int frameRows, int frameColumns, Path qmapFile, Path rawFile) {
        if (rows != frameRows || columns != frameColumns) {
            throw new BeamletException(
                    ErrorCode.SHAPE_MISMATCH,
                    "qmap '%s' is %s but the frames of '%s' are %s"
                            .formatted(
                                    qmapFile,
                                    NumberArray.text(rows, columns),
                                    rawFile,
                                    NumberArray.text(frameRows, frameColumns)),
                    "give the qmap that was made for this detector and orientation");
        }
    }

    /** {@return names of the dynamic bins, for legends} */
    List<String> dynamicBinNames(int bins) {
        return axes.names(bins);
    }
}

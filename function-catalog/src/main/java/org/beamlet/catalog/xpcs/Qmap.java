package org.beamlet.catalog.xpcs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.beamlet.catalog.hdf5.Hdf5Source;
import org.beamlet.catalog.hdf5.NumberArray;
import org.beamlet.catalog.xpcs.twotime.Roi;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * The partition of a detector into bins, as a qmap file gives it.
 *
 * @param statics label of every pixel's static bin, 0 for none
 * @param dynamics label of every pixel's dynamic bin, 0 for none
 * @param mask which pixels are good
 * @param blemish which pixels are not broken; they are kept in the mean image
 * @param staticBins the highest label there may be, though no pixel may have it
 */
@SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
public record Qmap(
        int rows,
        int columns,
        int[] statics,
        int[] dynamics,
        boolean[] mask,
        boolean[] blemish,
        int staticBins,
        int dynamicBins,
        QmapSchema schema) {
    /** Far more than any detector is cut into; every delay has a value for each of them. */
    private static final int MOST_BINS = 1_000_000;

    static Qmap read(Path file) {
        try (Hdf5Source source = Hdf5Source.open("qmap", file)) {
            QmapSchema schema = QmapSchema.of(source).orElseThrow(() -> noMaps(file));
            NumberArray dynamics = source.numbers(schema.dynamics());
            NumberArray statics = map(source, schema.statics(), dynamics, schema, file);
            boolean[] mask = ones(map(source, schema.mask(), dynamics, schema, file), file);
            boolean[] blemish =
                    source.has(schema.blemish())
                            ? ones(map(source, schema.blemish(), dynamics, schema, file), file)
                            : mask;
            int[] staticLabels = labels(statics, schema.statics(), file);
            int[] dynamicLabels = labels(dynamics, schema.dynamics(), file);
            Qmap qmap =
                    new Qmap(
                            dynamics.shape()[0],
                            dynamics.shape()[1],
                            staticLabels,
                            dynamicLabels,
                            mask,
                            blemish,
                            bins(source, schema, "sphival", staticLabels),
                            bins(source, schema, "dphival", dynamicLabels),
                            schema);
            qmap.check(file);
            return qmap;
        }
    }

    private static BeamletException noMaps(Path file) {
        return new BeamletException(
                ErrorCode.INPUT_INVALID,
                "qmap '%s' has neither %s nor %s"
                        .formatted(file, QmapSchema.NEW.dynamics(), QmapSchema.OLD.dynamics()),
                "give a qmap file as pySimpleMask writes it; `h5ls -r` shows what it holds");
    }

    private static NumberArray map(
            Hdf5Source source, String path, NumberArray like, QmapSchema schema, Path file) {
        NumberArray map = source.numbers(path);
        if (like.rank() != 2 || !map.shapeText().equals(like.shapeText())) {
            throw new BeamletException(
                    ErrorCode.SHAPE_MISMATCH,
                    "qmap '%s': %s is %s, %s is %s"
                            .formatted(
                                    file,
                                    schema.dynamics(),
                                    like.shapeText(),
                                    path,
                                    map.shapeText()),
                    "give a qmap whose maps all have the detector's rows and columns");
        }
        return map;
    }

    /** The old schema counts its bins by a list beside the map, the new one by the map itself. */
    private static int bins(Hdf5Source source, QmapSchema schema, String list, int[] labels) {
        int highest = Arrays.stream(labels).max().orElse(0);
        if (schema == QmapSchema.NEW) {
            return highest;
        }
        int listed =
                source.optionalNumbers(schema.group() + "/" + list)
                        .map(numbers -> numbers.values().length)
                        .orElse(0);
        if (listed > MOST_BINS) {
            throw new BeamletException(
                    ErrorCode.INPUT_INVALID,
                    "%s/%s of the qmap lists %d bins".formatted(schema.group(), list, listed),
                    "give a qmap of %d bins at most".formatted(MOST_BINS));
        }
        return Math.max(highest, listed);
    }

    private static boolean[] ones(NumberArray map, Path file) {
        boolean[] ones = new boolean[map.values().length];
        for (int i = 0; i < ones.length; i++) {
            double value = map.values()[i];
            if (Double.isNaN(value)) {
                throw odd(file, "a mask", value, i / map.shape()[1], i % map.shape()[1])
                        .fixedBy("use 1 for good pixels and 0 for the others");
            }
            ones[i] = value == 1;
        }
        return ones;
    }

    private static int[] labels(NumberArray map, String name, Path file) {
        double[] values = map.values();
        int[] labels = new int[values.length];
        int most = Math.min(values.length, MOST_BINS);
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (int) values[i];
            if (labels[i] != values[i] || labels[i] < 0 || labels[i] > most) {
                throw odd(file, name, values[i], i / map.shape()[1], i % map.shape()[1])
                        .fixedBy(
                                "number the bins 1, 2, 3 … to %d at most and use 0 for pixels in none"
                                        .formatted(most));
            }
        }
        return labels;
    }

    private record OddValue(String what) {
        BeamletException fixedBy(String remedy) {
            return new BeamletException(ErrorCode.INPUT_INVALID, what, remedy);
        }
    }

    private static OddValue odd(Path file, String map, double value, int row, int column) {
        return new OddValue(
                "qmap '%s': %s has %s at pixel (%d, %d)".formatted(file, map, value, row, column));
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
                    "check the mask (1 is good) and " + schema.dynamics());
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
            boolean transposed = rows == frameColumns && columns == frameRows;
            throw new BeamletException(
                    ErrorCode.SHAPE_MISMATCH,
                    "qmap '%s' is %s but the frames of '%s' are %s"
                            .formatted(
                                    qmapFile,
                                    NumberArray.text(rows, columns),
                                    rawFile,
                                    NumberArray.text(frameRows, frameColumns)),
                    transposed
                            ? "the maps would fit transposed: store them so, or give the qmap made"
                                    + " for this orientation"
                            : "give the qmap that was made for this detector and orientation");
        }
    }

    /**
     * {@return what a user should know of this qmap}
     *
     * <p>Good pixels of one static bin may lie in several dynamic bins: multi-tau then lets the
     * whole static bin count in each of them. The old boost_corr moved the smaller part.
     */
    List<String> warnings() {
        int[] dynamicOf = new int[staticBins + 1];
        boolean[] several = new boolean[staticBins + 1];
        List<String> examples = new ArrayList<>();
        for (int p = 0; p < mask.length; p++) {
            int bin = statics[p];
            if (!mask[p] || dynamics[p] == 0 || dynamicOf[bin] == dynamics[p] || several[bin]) {
                continue;
            }
            if (dynamicOf[bin] != 0) {
                several[bin] = true;
                examples.add("%d in %d and %d".formatted(bin, dynamicOf[bin], dynamics[p]));
            }
            dynamicOf[bin] = dynamics[p];
        }
        return examples.isEmpty()
                ? List.of()
                : List.of(
                        ("%d static bins lie in more than one dynamic bin (%s) and count in each"
                                        + " with all of their pixels")
                                .formatted(examples.size(), examples.getFirst()));
    }
}

package org.beamlet.catalog.xpcs;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.beamlet.catalog.hdf5.Hdf5Source;
import org.beamlet.catalog.hdf5.NumberArray;
import org.beamlet.catalog.xpcs.plot.NumberText;

/**
 * Where every bin of one kind lies in q and direction.
 *
 * @param q by label, from label 1; NaN where it is unknown
 * @param phi likewise, in degrees; NaN where bins are not divided by direction
 * @param unit of q, as it is written
 */
@SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
record BinGrid(double[] q, double[] phi, String unit) {
    /**
     * Reads the places of bins.
     *
     * <p>A qmap lists the values of both axes, the second running faster, and which of their
     * combinations each label is ({@code *_index_mapping}); where that list does not have a value
     * for each label, label n is the n-th combination. The older kind of qmap, below {@code /data},
     * has a q (1/Å) and a direction for each label. A first axis that is not q gives unknown
     * places.
     *
     * @param kind {@code dynamic} or {@code static}
     * @param labels the highest label
     */
    static BinGrid read(Path qmap, String kind, int labels) {
        double[] q = new double[labels];
        double[] phi = new double[labels];
        Arrays.fill(q, Double.NaN);
        Arrays.fill(phi, Double.NaN);
        try (Hdf5Source source = Hdf5Source.open("qmap", qmap)) {
            List<String> names = source.texts("/qmap/map_names");
            if (!names.isEmpty() && !names.getFirst().equalsIgnoreCase("q")) {
                return new BinGrid(q, phi, "");
            }
            List<String> units = source.texts("/qmap/map_units");
            if (source.has("/data/" + kind.charAt(0) + "qval")) {
                return older(source, kind.charAt(0), labels);
            }
            double[] first = list(source, "/qmap/" + kind + "_v_list_dim0");
            double[] second = list(source, "/qmap/" + kind + "_v_list_dim1");
            double[] mapping = list(source, "/qmap/" + kind + "_index_mapping");
            int directions = Math.max(1, second.length);
            for (int label = 0; label < labels; label++) {
                int place = mapping.length == labels ? (int) mapping[label] : label;
                if (place >= 0 && place / directions < first.length) {
                    q[label] = first[place / directions];
                    phi[label] = directions > 1 ? second[place % directions] : Double.NaN;
                }
            }
            return new BinGrid(q, phi, units.isEmpty() ? "" : shortUnit(units.getFirst()));
        }
    }

    private static BinGrid older(Hdf5Source source, char kind, int labels) {
        double[] q = list(source, "/data/" + kind + "qval");
        double[] phi = list(source, "/data/" + kind + "phival");
        boolean divided = Arrays.stream(phi).distinct().count() > 1;
        return new BinGrid(
                byLabel(q, labels), byLabel(divided ? phi : new double[0], labels), "Å⁻¹");
    }

    private static double[] byLabel(double[] values, int labels) {
        double[] all = Arrays.copyOf(values, labels);
        Arrays.fill(all, Math.min(values.length, labels), labels, Double.NaN);
        return all;
    }

    private static double[] list(Hdf5Source source, String path) {
        return source.optionalNumbers(path).map(NumberArray::values).orElse(new double[0]);
    }

    private static String shortUnit(String unit) {
        return switch (unit.toLowerCase(Locale.ROOT)) {
            case "1/angstrom", "angstrom^-1", "1/a", "a^-1" -> "Å⁻¹";
            case "1/nm", "nm^-1" -> "nm⁻¹";
            default -> unit;
        };
    }

    /** {@return what a bin's q is called, such as {@code q = 0.0021 Å⁻¹}; its number without} */
    String qText(int bin) {
        return Double.isNaN(q[bin])
                ? "bin " + (bin + 1)
                : ("q = " + NumberText.shortest(q[bin], 4) + " " + unit).strip();
    }

    /** {@return what a direction is called; empty without} */
    static String phiText(double phi) {
        return Double.isNaN(phi) ? "" : "φ = " + NumberText.shortest(phi, 4) + "°";
    }

    /** {@return q and direction of a bin, from 0} */
    String name(int bin) {
        String direction = phiText(phi[bin]);
        return direction.isEmpty() ? qText(bin) : qText(bin) + ", " + direction;
    }

    String qName() {
        return unit.isEmpty() ? "q" : "q (" + unit + ")";
    }
}

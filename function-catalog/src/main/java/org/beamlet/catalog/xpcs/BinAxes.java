package org.beamlet.catalog.xpcs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.beamlet.catalog.hdf5.Hdf5Source;
import org.beamlet.catalog.hdf5.NumberArray;

/**
 * What the dynamic bins stand for: usually q times phi, the second running faster.
 *
 * @param names of the two axes, may be empty
 * @param units of the two axes, may be empty
 */
record BinAxes(List<String> names, List<String> units, List<Double> first, List<Double> second) {
    BinAxes {
        names = List.copyOf(names);
        units = List.copyOf(units);
        first = List.copyOf(first);
        second = List.copyOf(second);
    }

    static BinAxes read(Hdf5Source qmap, QmapSchema schema) {
        return switch (schema) {
            case NEW ->
                    new BinAxes(
                            qmap.texts("/qmap/map_names"),
                            qmap.texts("/qmap/map_units"),
                            values(qmap, "/qmap/dynamic_v_list_dim0"),
                            values(qmap, "/qmap/dynamic_v_list_dim1"));
            case OLD -> ofBins(values(qmap, "/data/dqval"), values(qmap, "/data/dphival"));
        };
    }

    /**
     * Finds the axes behind q and phi of every bin, the old schema's way to tell them.
     *
     * @return without values if the bins form no grid
     */
    static BinAxes ofBins(List<Double> q, List<Double> phi) {
        List<String> names = List.of("q", "phi");
        List<String> units = List.of("1/angstrom", "degree");
        int fast = 1;
        while (fast < q.size() && q.get(fast).equals(q.getFirst())) {
            fast++;
        }
        List<Double> first = new ArrayList<>();
        boolean grid =
                !q.isEmpty() && q.size() % fast == 0 && (fast == 1 || phi.size() == q.size());
        for (int bin = 0; grid && bin < q.size(); bin++) {
            if (bin % fast == 0) {
                first.add(q.get(bin));
            }
            grid =
                    q.get(bin).equals(first.getLast())
                            && (fast == 1 || phi.get(bin).equals(phi.get(bin % fast)));
        }
        if (!grid) {
            return new BinAxes(names, units, List.of(), List.of());
        }
        return new BinAxes(names, units, first, fast == 1 ? List.of() : phi.subList(0, fast));
    }

    private static List<Double> values(Hdf5Source qmap, String path) {
        return qmap.optionalNumbers(path).map(BinAxes::boxed).orElse(List.of());
    }

    private static List<Double> boxed(NumberArray numbers) {
        List<Double> list = new ArrayList<>();
        for (double value : numbers.values()) {
            list.add(value);
        }
        return list;
    }

    /** {@return a name for each of the bins, such as {@code q = 0.0021 1/Å}} */
    List<String> names(int bins) {
        List<String> all = new ArrayList<>();
        int fast = Math.max(1, second.size());
        for (int bin = 0; bin < bins; bin++) {
            if (first.size() * fast < bins) {
                all.add("bin " + (bin + 1));
            } else if (fast == 1) {
                all.add(name(0, "q", first.get(bin)));
            } else {
                all.add(
                        name(0, "q", first.get(bin / fast))
                                + ", "
                                + name(1, "phi", second.get(bin % fast)));
            }
        }
        return all;
    }

    private String name(int axis, String otherwise, double value) {
        String name = axis < names.size() ? names.get(axis) : otherwise;
        String unit = axis < units.size() ? shortUnit(units.get(axis)) : "";
        return "%s = %s%s".formatted(name, String.format(Locale.ROOT, "%.4g", value), unit).strip();
    }

    private static String shortUnit(String unit) {
        return switch (unit.toLowerCase(Locale.ROOT)) {
            case "degree", "degrees", "deg" -> "°";
            case "1/angstrom", "angstrom^-1", "1/a" -> " Å⁻¹";
            case "1/nm", "nm^-1" -> " nm⁻¹";
            default -> " " + unit;
        };
    }
}

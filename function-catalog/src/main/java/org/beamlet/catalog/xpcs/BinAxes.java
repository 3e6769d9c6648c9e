package org.beamlet.catalog.xpcs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.beamlet.catalog.hdf5.Hdf5Source;
import org.beamlet.catalog.hdf5.NumberArray;

/**
 * The two axes whose combinations the dynamic bins are, the second running faster: what the new
 * schema of qmaps stores and the old one leaves to be found. Where each bin lies, of either schema,
 * is {@link BinGrid}'s.
 *
 * @param first values of q, none if the bins form no grid
 * @param second directions in degrees, none if bins are not divided by direction
 */
record BinAxes(List<Double> first, List<Double> second) {
    BinAxes {
        first = List.copyOf(first);
        second = List.copyOf(second);
    }

    /** Finds the axes of a qmap of the old schema. */
    static BinAxes ofOld(Path qmap) {
        try (Hdf5Source source = Hdf5Source.open("qmap", qmap)) {
            return ofBins(values(source, "/data/dqval"), values(source, "/data/dphival"));
        }
    }

    /** Finds the axes behind q and phi of every bin. */
    static BinAxes ofBins(List<Double> q, List<Double> phi) {
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
            return new BinAxes(List.of(), List.of());
        }
        return new BinAxes(first, fast == 1 ? List.of() : phi.subList(0, fast));
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
}

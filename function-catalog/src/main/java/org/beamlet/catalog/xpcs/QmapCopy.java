package org.beamlet.catalog.xpcs;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.beamlet.catalog.hdf5.Hdf5Writer;

/** Puts a qmap into a result, with the names that viewers look for. */
final class QmapCopy {
    private static final String TO = "/xpcs/qmap";

    private QmapCopy() {}

    static void write(Hdf5Writer out, Qmap qmap, Path file) {
        out.copy(file, qmap.schema().group(), TO);
        if (qmap.schema() == QmapSchema.OLD) {
            out.array(TO + "/static_roi_map", qmap.statics(), qmap.rows(), qmap.columns());
            out.array(TO + "/dynamic_roi_map", qmap.dynamics(), qmap.rows(), qmap.columns());
            filled(out, TO + "/static_index_mapping", qmap.statics());
            filled(out, TO + "/dynamic_index_mapping", qmap.dynamics());
            BinAxes axes = BinAxes.ofOld(file);
            values(out, TO + "/dynamic_v_list_dim0", axes.first());
            values(out, TO + "/dynamic_v_list_dim1", axes.second());
        }
    }

    /** The bins that have a pixel, counted from 0. */
    private static void filled(Hdf5Writer out, String path, int[] labels) {
        int[] bins =
                IntStream.of(labels)
                        .filter(label -> label > 0)
                        .distinct()
                        .sorted()
                        .map(label -> label - 1)
                        .toArray();
        out.array(path, bins, bins.length);
    }

    private static void values(Hdf5Writer out, String path, List<Double> values) {
        if (!values.isEmpty()) {
            double[] all = values.stream().mapToDouble(Double::doubleValue).toArray();
            out.array(path, all, all.length);
        }
    }
}

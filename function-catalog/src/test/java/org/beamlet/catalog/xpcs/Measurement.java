package org.beamlet.catalog.xpcs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.beamlet.catalog.Catalog;
import org.beamlet.catalog.FunctionCall;
import org.beamlet.catalog.Progress;
import org.beamlet.catalog.hdf5.Hdf5Writer;
import org.beamlet.protocol.json.Json;

/** A small measurement made for a test: raw file, qmap and, if wanted, metadata, in one folder. */
final class Measurement {
    final Path folder;
    final Path raw;
    final Path qmap;
    final Path output;
    final int rows;
    final int columns;

    Measurement(Path folder, int rows, int columns) {
        this.folder = folder;
        this.rows = rows;
        this.columns = columns;
        raw = folder.resolve("series.h5");
        qmap = folder.resolve("qmap.h5");
        output = folder.resolve("out");
    }

    Measurement frames(float[][] frames) {
        float[] all = new float[frames.length * rows * columns];
        for (int t = 0; t < frames.length; t++) {
            System.arraycopy(frames[t], 0, all, t * rows * columns, rows * columns);
        }
        try (Hdf5Writer out = Hdf5Writer.create(raw)) {
            out.array("/entry/data/data", all, frames.length, rows, columns);
        }
        return this;
    }

    Measurement qmap(int[] mask, int[] statics, int[] dynamics) {
        try (Hdf5Writer out = Hdf5Writer.create(qmap)) {
            out.array("/qmap/mask", mask, rows, columns);
            out.array("/qmap/static_roi_map", statics, rows, columns);
            out.array("/qmap/dynamic_roi_map", dynamics, rows, columns);
        }
        return this;
    }

    /** One static and one dynamic bin that hold all pixels. */
    Measurement oneBin() {
        int[] ones = new int[rows * columns];
        java.util.Arrays.fill(ones, 1);
        return qmap(ones, ones, ones);
    }

    Measurement metadata(String name) {
        try (Hdf5Writer out = Hdf5Writer.create(folder.resolve(name + "_metadata.hdf"))) {
            out.scalar("/entry/schema_version", "0.1");
            out.scalar("/entry/title", name);
            out.scalar("/entry/instrument/detector_1/frame_time", 0.01);
        }
        return this;
    }

    ObjectNode arguments() {
        ObjectNode arguments = Json.NODES.objectNode();
        arguments.put("raw", raw.toString());
        arguments.put("qmap", qmap.toString());
        arguments.put("output", output.toString());
        return arguments;
    }

    static ObjectNode run(ObjectNode arguments) {
        return run(arguments, Progress.NONE);
    }

    static ObjectNode run(ObjectNode arguments, Progress progress) {
        return Catalog.call(
                new XpcsCorrelate(), new FunctionCall(arguments, "a-task", 1, progress));
    }
}

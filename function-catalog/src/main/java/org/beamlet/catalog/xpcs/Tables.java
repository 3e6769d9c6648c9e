package org.beamlet.catalog.xpcs;

import java.util.List;
import org.beamlet.catalog.hdf5.ElementType;
import org.beamlet.catalog.hdf5.Hdf5Dataset;
import org.beamlet.catalog.hdf5.Hdf5Writer;
import org.beamlet.catalog.hdf5.Storage;
import org.beamlet.catalog.xpcs.kernel.Delay;
import org.beamlet.catalog.xpcs.kernel.Moments;
import org.beamlet.catalog.xpcs.twotime.TwoTimeMap;

/** Writes arrays of numbers in the types that boost_corr's results have. */
final class Tables {
    /** Smaller arrays are stored in one piece. */
    private static final int CHUNKED_FROM = 8192;

    /** Columns of a chunk of a map. */
    private static final int MAP_COLUMNS = 256;

    private final Hdf5Writer out;

    Tables(Hdf5Writer out) {
        this.out = out;
    }

    private static Storage storage(long... shape) {
        long elements = 1;
        long[] chunk = new long[shape.length];
        for (int d = 0; d < shape.length; d++) {
            elements *= shape[d];
            chunk[d] = d < shape.length - 2 ? 1 : shape[d];
        }
        return elements > CHUNKED_FROM ? Storage.compressed(chunk) : Storage.contiguous();
    }

    void table(String path, double[][] rows) {
        floats(path, flat(rows), rows.length, rows[0].length);
    }

    /** Stores a list as a table of one row. */
    void row(String path, double[] values) {
        floats(path, values, 1, values.length);
    }

    void floats(String path, double[] values, long... shape) {
        float[] single = new float[values.length];
        for (int i = 0; i < single.length; i++) {
            single[i] = (float) values[i];
        }
        floats(path, single, shape);
    }

    void floats(String path, float[] values, long... shape) {
        try (Hdf5Dataset dataset = out.dataset(path, ElementType.FLOAT32, storage(shape), shape)) {
            dataset.write(values, new long[shape.length], shape);
        }
    }

    /**
     * Makes a dataset for a map of frames by frames, to be written some rows at a time.
     *
     * <p>Chunks that lie left of the diagonal are never written, and so take no room. The others
     * are not compressed: correlations are noise in all but their highest bits, and gzip takes as
     * long as their computation.
     */
    Hdf5Dataset map(String path, int frames) {
        long rows = Math.min(frames, TwoTimeMap.ROWS);
        Storage storage =
                (long) frames * frames > CHUNKED_FROM
                        ? Storage.chunked(rows, Math.min(frames, MAP_COLUMNS))
                        : Storage.contiguous();
        return out.dataset(path, ElementType.FLOAT32, storage, frames, frames);
    }

    /** Writes frame numbers and the frames' means. */
    void intensity(String path, double[] intensity) {
        double[][] rows = {new double[intensity.length], intensity};
        for (int frame = 0; frame < intensity.length; frame++) {
            rows[0][frame] = frame;
        }
        table(path, rows);
    }

    /** Writes, for each delay, three images of what every pixel's correlation is made of. */
    void moments(String path, Correlation result, CarriedPixels pixels, Qmap qmap) {
        List<Delay> delays = result.delays();
        long[] shape = {delays.size(), 3, qmap.rows(), qmap.columns()};
        Moments moments = Moments.forPixels(pixels.count());
        float[] image = new float[qmap.pixels()];
        try (Hdf5Dataset dataset = out.dataset(path, ElementType.FLOAT32, storage(shape), shape)) {
            for (int index = 0; index < delays.size(); index++) {
                result.kernel().moments(delays.get(index), moments);
                double[][] three = {moments.product(), moments.later(), moments.earlier()};
                for (int which = 0; which < three.length; which++) {
                    pixels.scatter(three[which], 1, image, 0);
                    dataset.write(
                            image,
                            new long[] {index, which, 0, 0},
                            new long[] {1, 1, qmap.rows(), qmap.columns()});
                }
            }
        }
    }

    static double[] flat(double[][] rows) {
        double[] all = new double[rows.length * rows[0].length];
        for (int row = 0; row < rows.length; row++) {
            System.arraycopy(rows[row], 0, all, row * rows[0].length, rows[0].length);
        }
        return all;
    }
}

package org.beamlet.catalog.xpcs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.beamlet.catalog.hdf5.ElementType;
import org.beamlet.catalog.hdf5.Hdf5Dataset;
import org.beamlet.catalog.hdf5.Hdf5Writer;
import org.beamlet.catalog.hdf5.Storage;
import org.beamlet.catalog.output.OutputFailure;
import org.beamlet.catalog.xpcs.kernel.Delay;
import org.beamlet.catalog.xpcs.kernel.Moments;

/** Writes a correlation in the layout that pyXpcsViewer reads. */
final class ResultFile {
    /** Smaller arrays are stored in one piece. */
    private static final int CHUNKED_FROM = 8192;

    private static final String MULTITAU = "/xpcs/multitau/";

    private final CorrelateOptions options;
    private final Qmap qmap;
    private final CarriedPixels pixels;
    private final Bins bins;

    ResultFile(CorrelateOptions options, Qmap qmap, CarriedPixels pixels, Bins bins) {
        this.options = options;
        this.qmap = qmap;
        this.pixels = pixels;
        this.bins = bins;
    }

    void write(Path file, Optional<Path> metadata, Correlation result) {
        try (Hdf5Writer out = start(file, metadata)) {
            if (out.exists("/xpcs")) {
                // A metadata file that is itself a result: its correlation is not ours.
                out.remove("/xpcs");
            }
            QmapCopy.write(out, qmap, options.qmap());
            out.scalar("/xpcs/rawdata_path", options.raw().toString());
            writeConfig(out);
            writeG2(out, result);
            writePartials(out, result.partials());
            writeMeans(out, result);
            if (options.saveG2()) {
                writeMoments(out, result);
            }
        }
    }

    private static Hdf5Writer start(Path file, Optional<Path> metadata) {
        if (metadata.isEmpty()) {
            return Hdf5Writer.create(file);
        }
        // By content only: the copy of a read-only file must be writable.
        try (InputStream in = Files.newInputStream(metadata.get())) {
            Files.copy(in, file);
        } catch (IOException e) {
            throw OutputFailure.of(file, e);
        }
        return Hdf5Writer.edit(file);
    }

    private void writeConfig(Hdf5Writer out) {
        String config = MULTITAU + "config/";
        out.scalar(config + "analysis_type", CorrelateOptions.MULTITAU);
        out.scalar(config + "type", CorrelateOptions.MULTITAU);
        out.scalar(config + "raw", options.raw().toString());
        out.scalar(config + "qmap", options.qmap().toString());
        out.scalar(config + "output", options.output().toString());
        out.scalar(config + "begin_frame", options.beginFrame());
        out.scalar(config + "end_frame", options.endFrame());
        out.scalar(config + "stride_frame", options.strideFrame());
        out.scalar(config + "avg_frame", options.averageFrame());
        out.scalar(config + "normalize_frame", options.normalizeFrame());
        out.scalar(config + "crop_ratio_threshold", options.cropRatioThreshold());
        out.scalar(config + "num_partial_g2", options.partialG2());
        out.scalar(config + "save_G2", options.saveG2());
        out.scalar(config + "overwrite", options.overwrite());
        if (!options.prefix().isEmpty()) {
            out.scalar(config + "prefix", options.prefix());
        }
        if (!options.suffix().isEmpty()) {
            out.scalar(config + "suffix", options.suffix());
        }
        out.scalar(config + "function", XpcsCorrelate.NAME + " " + XpcsCorrelate.VERSION);
    }

    private static void writeG2(Hdf5Writer out, Correlation result) {
        G2 g2 = result.g2();
        long[] delays = result.delays().stream().mapToLong(Delay::frames).toArray();
        out.array(MULTITAU + "delay_list", delays, delays.length);
        table(out, MULTITAU + "normalized_g2", g2.values());
        table(out, MULTITAU + "normalized_g2_err", g2.errors());
        // An extra of the reference files, kept where they have it.
        table(out, "/static_bin_g2", g2.perStatic());
    }

    private void writePartials(Hdf5Writer out, List<G2> partials) {
        if (partials.isEmpty()) {
            return;
        }
        long[] shape = {partials.size(), partials.getFirst().values().length, bins.dynamicBins()};
        double[][] values = partials.stream().map(p -> flat(p.values())).toArray(double[][]::new);
        double[][] errors = partials.stream().map(p -> flat(p.errors())).toArray(double[][]::new);
        double[] labels = partials.stream().mapToDouble(G2::frames).toArray();
        floats(out, MULTITAU + "normalized_g2_partial", flat(values), shape);
        floats(out, MULTITAU + "normalized_g2_partial_err", flat(errors), shape);
        out.array(MULTITAU + "normalized_g2_partial_labels", labels, labels.length);
    }

    private void writeMeans(Hdf5Writer out, Correlation result) {
        floats(
                out,
                "/xpcs/temporal_mean/scattering_2d",
                meanImage(result),
                1,
                qmap.rows(),
                qmap.columns());
        int[] filled = bins.filledStatics();
        double[][] curve = {result.staticMeans()};
        table(out, "/xpcs/temporal_mean/scattering_1d", columns(curve, filled));
        table(
                out,
                "/xpcs/temporal_mean/scattering_1d_segments",
                columns(result.segments(), filled));
        double[][] intensity = new double[2][];
        intensity[1] = result.intensity();
        intensity[0] = new double[intensity[1].length];
        for (int frame = 0; frame < intensity[0].length; frame++) {
            intensity[0][frame] = frame;
        }
        table(out, "/xpcs/spatial_mean/intensity_vs_time", intensity);
    }

    /** {@return the mean frame on the detector; 0 where a pixel is broken or was not read} */
    float[] meanImage(Correlation result) {
        float[] image = new float[qmap.pixels()];
        pixels.scatter(result.meanFrame(), 1, image, 0);
        for (int p = 0; p < image.length; p++) {
            if (!qmap.blemish()[p]) {
                image[p] = 0;
            }
        }
        return image;
    }

    private void writeMoments(Hdf5Writer out, Correlation result) {
        int count = result.delays().size();
        long[] shape = {count, 3, qmap.rows(), qmap.columns()};
        Moments moments = Moments.forPixels(pixels.count());
        float[] image = new float[qmap.pixels()];
        try (Hdf5Dataset dataset =
                out.dataset(
                        MULTITAU + "unnormalized_G2", ElementType.FLOAT32, storage(shape), shape)) {
            for (int index = 0; index < count; index++) {
                result.kernel().moments(result.delays().get(index), moments);
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

    private static Storage storage(long... shape) {
        long elements = 1;
        long[] chunk = new long[shape.length];
        for (int d = 0; d < shape.length; d++) {
            elements *= shape[d];
            chunk[d] = d < shape.length - 2 ? 1 : shape[d];
        }
        return elements > CHUNKED_FROM ? Storage.compressed(chunk) : Storage.contiguous();
    }

    private static void table(Hdf5Writer out, String path, double[][] rows) {
        floats(out, path, flat(rows), rows.length, rows[0].length);
    }

    private static void floats(Hdf5Writer out, String path, double[] values, long... shape) {
        float[] single = new float[values.length];
        for (int i = 0; i < single.length; i++) {
            single[i] = (float) values[i];
        }
        floats(out, path, single, shape);
    }

    private static void floats(Hdf5Writer out, String path, float[] values, long... shape) {
        try (Hdf5Dataset dataset = out.dataset(path, ElementType.FLOAT32, storage(shape), shape)) {
            dataset.write(values, new long[shape.length], shape);
        }
    }

    private static double[] flat(double[][] rows) {
        double[] all = new double[rows.length * rows[0].length];
        for (int row = 0; row < rows.length; row++) {
            System.arraycopy(rows[row], 0, all, row * rows[0].length, rows[0].length);
        }
        return all;
    }

    private static double[][] columns(double[][] rows, int[] chosen) {
        double[][] out = new double[rows.length][chosen.length];
        for (int row = 0; row < rows.length; row++) {
            for (int column = 0; column < chosen.length; column++) {
                out[row][column] = rows[row][chosen[column]];
            }
        }
        return out;
    }
}

package org.beamlet.catalog.xpcs;

import java.nio.file.Path;
import org.beamlet.catalog.hdf5.Hdf5Writer;

/** Writes the options that led to a result. */
final class ResultConfig {
    private ResultConfig() {}

    /**
     * Writes them as scalars.
     *
     * @param group ends with a slash
     * @param type the correlation that the group is of, not {@code BOTH}
     */
    static void write(
            Hdf5Writer out, String group, CorrelationType type, CorrelateOptions options) {
        out.scalar(group + "analysis_type", type.word());
        out.scalar(group + "type", options.type().word());
        out.scalar(group + "raw", options.raw().toString());
        out.scalar(group + "qmap", options.qmap().toString());
        out.scalar(group + "output", options.output().toString());
        Path metadata = options.givenMetadata();
        if (metadata != null) {
            out.scalar(group + "meta_fname", metadata.toString());
        }
        out.scalar(group + "begin_frame", options.beginFrame());
        out.scalar(group + "end_frame", options.endFrame());
        out.scalar(group + "stride_frame", options.strideFrame());
        out.scalar(group + "avg_frame", options.averageFrame());
        out.scalar(group + "crop_ratio_threshold", options.cropRatioThreshold());
        out.scalar(group + "overwrite", options.overwrite());
        if (type.multiTau()) {
            out.scalar(group + "normalize_frame", options.normalizeFrame());
            out.scalar(group + "num_partial_g2", options.partialG2());
            out.scalar(group + "save_G2", options.saveG2());
        }
        if (type.twoTime()) {
            out.scalar(group + "smooth", options.smoothing().word());
            out.scalar(group + "dq_selection", options.dqSelection().text());
        }
        if (!options.prefix().isEmpty()) {
            out.scalar(group + "prefix", options.prefix());
        }
        if (!options.suffix().isEmpty()) {
            out.scalar(group + "suffix", options.suffix());
        }
        out.scalar(group + "function", XpcsCorrelate.NAME + " " + XpcsCorrelate.VERSION);
    }
}

package org.beamlet.catalog.xpcs;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** The arguments of {@code xpcs.correlate}, with what the schema calls their defaults. */
record CorrelateOptions(
        Path raw,
        Path qmap,
        Path output,
        long beginFrame,
        long endFrame,
        int strideFrame,
        int averageFrame,
        boolean normalizeFrame,
        double cropRatioThreshold,
        int partialG2,
        boolean saveG2,
        String prefix,
        String suffix,
        boolean overwrite) {
    static CorrelateOptions of(JsonNode arguments) {
        String type = arguments.path("type").asText(MULTITAU);
        if (!type.equals(MULTITAU)) {
            throw new BeamletException(
                    ErrorCode.ARGUMENTS_INVALID,
                    "type '%s' is not in xpcs.correlate 1.0.0".formatted(type),
                    "use type Multitau here; Twotime and Both come with xpcs.correlate 1.1.0");
        }
        return new CorrelateOptions(
                path(arguments, "raw"),
                path(arguments, "qmap"),
                path(arguments, "output"),
                arguments.path("begin_frame").asLong(0),
                arguments.path("end_frame").asLong(-1),
                arguments.path("stride_frame").asInt(1),
                arguments.path("avg_frame").asInt(1),
                arguments.path("normalize_frame").asBoolean(true),
                arguments.path("crop_ratio_threshold").asDouble(0.5),
                arguments.path("num_partial_g2").asInt(0),
                arguments.path("save_G2").asBoolean(false),
                arguments.path("prefix").asText(""),
                arguments.path("suffix").asText(""),
                arguments.path("overwrite").asBoolean(false));
    }

    static final String MULTITAU = "Multitau";

    private static Path path(JsonNode arguments, String name) {
        String text = arguments.path(name).asText();
        try {
            return Path.of(text).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new BeamletException(
                    ErrorCode.ARGUMENTS_INVALID,
                    "%s '%s' is not a path".formatted(name, text),
                    "give the path as the compute node sees it",
                    e);
        }
    }

    FrameSelection select(long available) {
        FrameSelection selection =
                FrameSelection.of(beginFrame, endFrame, strideFrame, averageFrame, available);
        if (partialG2 > selection.count()) {
            throw new BeamletException(
                    ErrorCode.ARGUMENTS_INVALID,
                    "num_partial_g2 %d is more than the %d frames used"
                            .formatted(partialG2, selection.count()),
                    "ask for fewer parts");
        }
        return selection;
    }

    /** {@return a result's name without extension} */
    String resultStem(String dataset) {
        return (prefix.isEmpty() ? "" : prefix + "_")
                + dataset
                + "_results"
                + (suffix.isEmpty() ? "" : "_" + suffix);
    }
}

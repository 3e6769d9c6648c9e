package org.beamlet.catalog.xpcs;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.beamlet.catalog.xpcs.kernel.device.Device;
import org.beamlet.catalog.xpcs.kernel.device.Precision;
import org.beamlet.catalog.xpcs.raw.RawFrames;
import org.beamlet.catalog.xpcs.twotime.DqSelection;
import org.beamlet.catalog.xpcs.twotime.Smoothing;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** The arguments of {@code xpcs.correlate}, with what the schema calls their defaults. */
record CorrelateOptions(
        Path raw,
        Path qmap,
        Path output,
        @Nullable Path givenMetadata,
        CorrelationType type,
        long beginFrame,
        long endFrame,
        int strideFrame,
        int averageFrame,
        boolean normalizeFrame,
        double cropRatioThreshold,
        int partialG2,
        boolean saveG2,
        Smoothing smoothing,
        DqSelection dqSelection,
        ResultLayout layout,
        int gpuId,
        Device device,
        Precision precision,
        boolean plots,
        StreamOptions stream,
        boolean dryRun,
        String prefix,
        String suffix,
        boolean overwrite) {
    static CorrelateOptions of(JsonNode arguments) {
        CorrelateOptions options =
                new CorrelateOptions(
                        path(arguments, "raw"),
                        path(arguments, "qmap"),
                        path(arguments, "output"),
                        arguments.path("meta_fname").isTextual()
                                ? path(arguments, "meta_fname")
                                : null,
                        CorrelationType.of(arguments.path("type").asText("Multitau")),
                        arguments.path("begin_frame").asLong(0),
                        arguments.path("end_frame").asLong(-1),
                        arguments.path("stride_frame").asInt(1),
                        arguments.path("avg_frame").asInt(1),
                        arguments.path("normalize_frame").asBoolean(true),
                        arguments.path("crop_ratio_threshold").asDouble(0.5),
                        arguments.path("num_partial_g2").asInt(0),
                        arguments.path("save_G2").asBoolean(false)
                                || arguments.path("save_g2").asBoolean(false),
                        Smoothing.valueOf(upperCase(arguments, "smooth", "sqmap")),
                        DqSelection.parse(arguments.path("dq_selection").asText("all")),
                        ResultLayout.valueOf(upperCase(arguments, "layout", "new")),
                        arguments.path("gpu_id").asInt(-2),
                        device(arguments),
                        Precision.of(arguments.path("precision").asText("float32")),
                        arguments.path("plots").asBoolean(true),
                        StreamOptions.of(arguments),
                        arguments.path("dry_run").asBoolean(false),
                        arguments.path("prefix").asText(""),
                        arguments.path("suffix").asText(""),
                        arguments.path("overwrite").asBoolean(false));
        if (options.stream().wanted()) {
            StreamOptions.require(options);
        }
        return options;
    }

    /** Callers of boost_corr say -1 for the CPU and anything else for a GPU. */
    private static Device device(JsonNode arguments) {
        if (arguments.has("device")) {
            return Device.of(arguments.path("device").asText());
        }
        return arguments.path("gpu_id").asInt(-2) == -1 ? Device.CPU : Device.AUTO;
    }

    /** The schema admits no other words than those of the enumerations. */
    private static String upperCase(JsonNode arguments, String name, String otherwise) {
        return arguments.path(name).asText(otherwise).toUpperCase(Locale.ROOT);
    }

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

    /** {@return the metadata file that was given, or the one that is found} */
    Optional<Path> metadata() {
        Path given = givenMetadata;
        return given == null ? MetadataFile.beside(raw) : Optional.of(given);
    }

    /** Complains where a metadata file was given that is none. */
    void requireMetadata() {
        Path given = givenMetadata;
        if (given != null) {
            MetadataFile.require(given);
        }
    }

    FrameSelection select(RawFrames frames) {
        requireBelievable(frames, raw);
        return select(frames.frames());
    }

    /** Complains where one damaged event claims more frames than so few events can be of. */
    void requireBelievable(RawFrames frames, Path file) {
        // With an end_frame no more is computed than was asked for.
        if (endFrame <= 0 && frames.frames() > frames.believable()) {
            throw new BeamletException(
                    ErrorCode.INPUT_INVALID,
                    "raw '%s' has an event in frame %d, and for so many frames too few events"
                            .formatted(file, frames.frames() - 1),
                    "its last word is likely to be damaged: copy the file again; if it is as it"
                            + " was measured, say with end_frame how many frames there are");
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
        String kind =
                switch (layout) {
                    case NEW -> "_results";
                    case OLD -> type == CorrelationType.TWOTIME ? "_Twotime" : "";
                };
        return (prefix.isEmpty() ? "" : prefix + "_")
                + dataset
                + kind
                + (suffix.isEmpty() ? "" : "_" + suffix);
    }
}

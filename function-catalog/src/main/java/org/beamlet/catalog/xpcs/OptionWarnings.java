package org.beamlet.catalog.xpcs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.beamlet.catalog.xpcs.kernel.device.Precision;

/** Options that have no effect, and what the files beside the frames lack. */
final class OptionWarnings {
    /** So many bins without pixels are named. */
    private static final int NAMED = 8;

    private OptionWarnings() {}

    /** {@return what a user should know before a frame is read} */
    static List<String> of(
            CorrelateOptions options, Optional<Path> metadata, Qmap qmap, Bins bins) {
        List<String> warnings = new ArrayList<>();
        if (metadata.isEmpty()) {
            String why =
                    MetadataFile.unusable(options.raw())
                            .map("'%s' is no HDF5 file with /entry/schema_version"::formatted)
                            .orElse("no *_metadata.hdf lies beside the raw file");
            warnings.add(why + ": the result has no /entry and delays have no time");
        }
        if (options.type().multiTau()) {
            warnings.addAll(qmap.warnings());
            holes(bins).ifPresent(warnings::add);
        }
        if (options.gpuId() >= 0) {
            warnings.add(
                    "gpu_id %d has no effect: device chooses between the CPU and a GPU, and CUDA_VISIBLE_DEVICES which"
                            .formatted(options.gpuId()));
        }
        if (options.type().twoTime() && options.precision() != Precision.FLOAT32) {
            warnings.add("precision is that of multi-tau; two-time is computed in float32");
        }
        if (options.layout() == ResultLayout.OLD && options.partialG2() > 0) {
            warnings.add("layout old has no place for partial g2: num_partial_g2 has no effect");
        }
        return warnings;
    }

    /** Two-time says itself which bins it passes over. */
    private static Optional<String> holes(Bins bins) {
        int[] empty = bins.emptyDynamics();
        if (empty.length == 0) {
            return Optional.empty();
        }
        String some =
                Arrays.stream(empty)
                        .limit(NAMED)
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining(", "));
        return Optional.of(
                "no good pixel lies in %d of %d dynamic bins (%s%s); their g2 is 0"
                        .formatted(
                                empty.length,
                                bins.dynamicBins(),
                                some,
                                empty.length > NAMED ? ", …" : ""));
    }
}

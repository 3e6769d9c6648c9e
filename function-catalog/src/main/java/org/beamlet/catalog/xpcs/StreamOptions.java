package org.beamlet.catalog.xpcs;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import org.beamlet.catalog.xpcs.kernel.device.Device;
import org.beamlet.catalog.xpcs.kernel.device.Precision;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * How a measurement is followed.
 *
 * @param partialEvery how often a partial result is told
 * @param idle so long without a new frame ends it
 */
record StreamOptions(boolean wanted, Duration partialEvery, Duration idle) {
    static StreamOptions of(JsonNode arguments) {
        return new StreamOptions(
                arguments.path("stream").asBoolean(false),
                seconds(arguments.path("partial_every_s").asDouble(10)),
                seconds(arguments.path("stream_idle_s").asDouble(60)));
    }

    private static Duration seconds(double value) {
        return Duration.ofMillis(Math.round(value * 1000));
    }

    /** {@return the file whose appearance ends it} */
    static Path endFile(Path raw) {
        return raw.resolveSibling(raw.getFileName() + ".end");
    }

    /** Refuses what cannot be done, or not be meant, of a series that is not over. */
    static void require(CorrelateOptions options) {
        if (options.type() != CorrelationType.MULTITAU) {
            throw refused(
                    "type " + options.type().word(),
                    "two-time needs all frames: leave type out, and correlate the file with it"
                            + " once it is whole");
        }
        if (options.beginFrame() < 0) {
            throw refused(
                    "begin_frame " + options.beginFrame(),
                    "nobody knows where the end will be: count from the beginning");
        }
        if (options.partialG2() > 0) {
            throw refused(
                    "num_partial_g2 " + options.partialG2(),
                    "parts of a length that is not known cannot be cut: leave it out; partial"
                            + " results are told every partial_every_s");
        }
        if (options.device() == Device.GPU) {
            throw refused("device gpu", "use device cpu or auto: a stream is computed on the CPU");
        }
        if (options.precision() != Precision.FLOAT32) {
            throw refused(
                    "precision " + options.precision().argument(),
                    "use precision float32, and correlate the file once it is whole");
        }
        if (options.dryRun()) {
            throw refused("dry_run", "leave one of them out: a stream is looked at as it comes");
        }
    }

    private static BeamletException refused(String what, String remedy) {
        return new BeamletException(
                ErrorCode.ARGUMENTS_INVALID, what + " does not go with stream", remedy);
    }
}

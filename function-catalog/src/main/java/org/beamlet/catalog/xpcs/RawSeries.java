package org.beamlet.catalog.xpcs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.beamlet.catalog.hdf5.FrameBlocks;
import org.beamlet.catalog.hdf5.Hdf5Signature;
import org.beamlet.catalog.hdf5.Hdf5Source;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** The frames of a measurement, as a beamline stores them. */
final class RawSeries implements AutoCloseable {
    private static final String FRAMES = "/entry/data/data";

    private final Hdf5Source source;
    private final FrameBlocks frames;

    private RawSeries(Hdf5Source source, FrameBlocks frames) {
        this.source = source;
        this.frames = frames;
    }

    static RawSeries open(Path file) {
        Optional<String> other = otherFormat(file);
        if (other.isPresent() && Files.isRegularFile(file) && !Hdf5Signature.isIn(file)) {
            throw new BeamletException(
                    ErrorCode.INPUT_INVALID,
                    "raw '%s' is a %s file, which is not read by this version"
                            .formatted(file, other.get()),
                    "convert it to HDF5 with the frames at " + FRAMES);
        }
        Hdf5Source source = Hdf5Source.open("raw", file);
        try {
            return new RawSeries(source, source.frames(FRAMES));
        } catch (BeamletException e) {
            source.close();
            throw e;
        }
    }

    private static Optional<String> otherFormat(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(".bin") || name.matches(".*\\.bin\\.\\d{3}")) {
            return Optional.of("Rigaku");
        }
        if (name.endsWith(".imm")) {
            return Optional.of("IMM");
        }
        if (name.matches(".*\\.tpx(\\.\\d{3})?")) {
            return Optional.of("Timepix4");
        }
        return Optional.empty();
    }

    FrameBlocks frames() {
        return frames;
    }

    @Override
    public void close() {
        source.close();
    }
}

package org.beamlet.catalog.xpcs.stream;

import java.nio.file.Path;
import org.beamlet.catalog.xpcs.raw.DenseFrames;
import org.beamlet.catalog.xpcs.raw.RawFrames;
import org.beamlet.catalog.xpcs.raw.SparseFrames;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * What must be the same throughout a stream.
 *
 * @param values how intensities are stored
 */
record Detector(int rows, int columns, String values) {
    static Detector of(RawFrames frames) {
        String values =
                switch (frames) {
                    case DenseFrames dense -> dense.blocks().format().describe();
                    case SparseFrames _ -> "events";
                };
        return new Detector(frames.rows(), frames.columns(), values);
    }

    /** Complains about a file of another detector, or written in another way. */
    void require(RawFrames frames, Path file) {
        Detector other = of(frames);
        if (!equals(other)) {
            throw new BeamletException(
                    ErrorCode.SHAPE_MISMATCH,
                    "raw '%s' has %s, and what came before it %s".formatted(file, other, this),
                    "stream one series of one detector, all of it stored alike");
        }
    }

    @Override
    public String toString() {
        return "frames of %d x %d, %s".formatted(rows, columns, values);
    }
}

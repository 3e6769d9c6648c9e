package org.beamlet.catalog.xpcs.raw;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.beamlet.protocol.error.BeamletException;

/**
 * Opens IMM files: before each frame a header of 1024 bytes, then its counts, dense or sparse.
 *
 * <p>Counts have 16 bits and no sign; boost_corr takes those from 32768 for negative numbers.
 */
public final class Imm {
    private Imm() {}

    /** Opens a file. */
    public static RawFrames open(Path path) {
        RawFile file = RawFile.open(path);
        try {
            ImmFrames frames = ImmFrames.of(file);
            return frames.first().sparse()
                    ? SparseFrames.of(new ImmEvents(frames))
                    : new DenseFrames(new ImmBlocks(frames), file::close);
        } catch (BeamletException e) {
            file.close();
            throw e;
        }
    }

    /** {@return whether a file begins as an IMM file does, whatever its name} */
    public static boolean isPlausible(Path path) {
        try (RawFile file = RawFile.open(path)) {
            if (file.size() < ImmHeader.BYTES) {
                return false;
            }
            ByteBuffer header = ByteBuffer.allocate(ImmHeader.READ);
            file.read(header, 0);
            return ImmHeader.of(header).plausible();
        }
    }
}

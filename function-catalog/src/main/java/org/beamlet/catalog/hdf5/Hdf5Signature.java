package org.beamlet.catalog.hdf5;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** The eight bytes by which an HDF5 file is known: at 0, 512, 1024, 2048 … */
public final class Hdf5Signature {
    private static final long SIGNATURE = 0x89_48_44_46_0d_0a_1a_0aL;

    private Hdf5Signature() {}

    public static boolean isIn(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            return in(channel) >= 0;
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.INPUT_INVALID,
                    "'%s' cannot be read: %s".formatted(file, e.getMessage()),
                    "give a file that the endpoint's user may read",
                    e);
        }
    }

    /** {@return where it is, below 0 if it is nowhere} */
    static long in(FileChannel channel) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(Long.BYTES);
        for (long at = 0; at + Long.BYTES <= channel.size(); at = at == 0 ? 512 : 2 * at) {
            start.clear();
            channel.read(start, at);
            if (start.position() == Long.BYTES && start.getLong(0) == SIGNATURE) {
                return at;
            }
        }
        return -1;
    }
}

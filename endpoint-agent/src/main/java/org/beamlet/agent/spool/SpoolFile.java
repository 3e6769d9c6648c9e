package org.beamlet.agent.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.worker.artifact.Hashes;
import org.jboss.logging.Logger;

/** A result that is being written; it appears in the spool whole and right, or not at all. */
public final class SpoolFile implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(SpoolFile.class);
    private static final String AGAIN =
            "run the task again; if that fails too, see whether its node's disk is sound and"
                    + " whether the function writes to files that are not its own";

    private final ResultSpool spool;
    private final ResultName name;
    private final long size;
    private final Path part;
    private final WritableByteChannel channel;
    private final MessageDigest digest = Hashes.digest();
    private long written;

    SpoolFile(
            ResultSpool spool, ResultName name, long size, Path part, WritableByteChannel channel) {
        this.spool = spool;
        this.name = name;
        this.size = size;
        this.part = part;
        this.channel = channel;
    }

    ResultName name() {
        return name;
    }

    Path part() {
        return part;
    }

    /** {@return whether all bytes that were announced have come} */
    public boolean full() {
        return written == size;
    }

    /**
     * Writes the next piece, and returns once it is written.
     *
     * @throws BeamletException with code INPUT_INVALID where it is too much, and with DISK_FULL
     */
    public void write(ByteBuffer piece) {
        if (written + piece.remaining() > size) {
            throw wrong("more than the %,d bytes came that were announced".formatted(size));
        }
        digest.update(piece.duplicate());
        written += piece.remaining();
        try {
            while (piece.hasRemaining()) {
                channel.write(piece);
            }
        } catch (IOException e) {
            throw spool.full(size, String.valueOf(e));
        }
    }

    /**
     * Puts it into the spool; after that a power cut does it no harm.
     *
     * @throws BeamletException with code INPUT_INVALID where it is not what was announced, and with
     *     DISK_FULL
     */
    public void finish() {
        if (!full()) {
            throw wrong("%,d bytes came of %,d".formatted(written, size));
        }
        String actual = Hashes.text(digest);
        if (!actual.equals(name.sha256())) {
            throw wrong(
                    "what came has the SHA-256 %s, and %s was announced"
                            .formatted(actual, name.sha256()));
        }
        try {
            channel.close();
            spool.publish(this);
        } catch (IOException e) {
            throw spool.full(size, String.valueOf(e));
        }
    }

    private BeamletException wrong(String what) {
        return new BeamletException(
                ErrorCode.INPUT_INVALID,
                "the result of task %s did not come as it was written: %s"
                        .formatted(name.task(), what),
                AGAIN);
    }

    @Override
    public void close() {
        spool.release(size);
        try {
            channel.close();
            Files.deleteIfExists(part);
        } catch (IOException e) {
            LOG.warnf("%s remains: %s", part, e);
        }
    }
}

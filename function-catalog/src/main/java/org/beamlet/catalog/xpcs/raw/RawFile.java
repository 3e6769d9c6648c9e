package org.beamlet.catalog.xpcs.raw;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * A raw file, read at given places.
 *
 * <p>It is not mapped into memory: of a mapped file that another process cuts, a page is gone while
 * it is read, which ends the process or strikes at some later place.
 */
final class RawFile implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;
    private final long size;

    private RawFile(Path path, FileChannel channel, long size) {
        this.path = path;
        this.channel = channel;
        this.size = size;
    }

    /**
     * Opens a file.
     *
     * @throws BeamletException with INPUT_NOT_FOUND or INPUT_INVALID
     */
    static RawFile open(Path path) {
        if (!Files.exists(path)) {
            throw new BeamletException(
                    ErrorCode.INPUT_NOT_FOUND,
                    "raw '%s' does not exist".formatted(path),
                    "give the path as the compute node sees it");
        }
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw new BeamletException(
                    ErrorCode.INPUT_INVALID,
                    "raw '%s' is not a file that can be read".formatted(path),
                    "give a file that the endpoint's user may read");
        }
        try {
            FileChannel channel = FileChannel.open(path);
            return new RawFile(path, channel, channel.size());
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    /** An interrupted thread finds its channel closed. */
    private static BeamletException failed(Path path, IOException cause) {
        if (cause instanceof ClosedChannelException) {
            return new BeamletException(
                    ErrorCode.TASK_CANCELLED,
                    "stopped while reading '%s'".formatted(path),
                    "submit the task again if it is still wanted",
                    cause);
        }
        return new BeamletException(
                ErrorCode.INPUT_INVALID,
                "raw '%s' cannot be read: %s".formatted(path, cause),
                "check the file system, or give a copy elsewhere",
                cause);
    }

    /** {@return bytes it had when it was opened} */
    long size() {
        return size;
    }

    /**
     * Fills a buffer from its position to its limit with what lies at {@code at}, and flips it.
     *
     * @throws BeamletException if the file ends before
     */
    void read(ByteBuffer target, long at) {
        long position = at;
        try {
            while (target.hasRemaining()) {
                int count = channel.read(target, position);
                if (count < 0) {
                    throw wrong(
                            "has shrunk since it was opened: it ends before byte %d of %d"
                                    .formatted(at + target.limit(), size),
                            "give a file that is closed and copied whole");
                }
                position += count;
            }
        } catch (IOException e) {
            throw failed(path, e);
        }
        target.flip();
    }

    /** {@return an error about what this file holds} */
    BeamletException wrong(String what, String remedy) {
        return new BeamletException(
                ErrorCode.INPUT_INVALID, "raw '%s' %s".formatted(path, what), remedy);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw failed(path, e);
        }
    }
}

package org.beamlet.catalog.xpcs.twotime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.beamlet.catalog.output.OutputFailure;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * Values that wait in a file until their bin is computed: a series is read once, and memory holds
 * one bin at a time.
 *
 * <p>For several threads. The file goes with it.
 */
public final class ScratchFile implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;
    private final AtomicLong end = new AtomicLong();

    private ScratchFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Makes the file; one of that name must not be there.
     *
     * @throws BeamletException with OUTPUT_NOT_WRITABLE or DISK_FULL
     */
    public static ScratchFile create(Path path) {
        try {
            FileChannel channel =
                    FileChannel.open(
                            path,
                            Set.of(
                                    StandardOpenOption.CREATE_NEW,
                                    StandardOpenOption.READ,
                                    StandardOpenOption.WRITE,
                                    StandardOpenOption.DELETE_ON_CLOSE),
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            return new ScratchFile(path, channel);
        } catch (IOException e) {
            throw OutputFailure.of(path, e);
        }
    }

    /** Writes what remains of a record; {@return where it lies}. */
    long append(ByteBuffer record) {
        long start = end.getAndAdd(record.remaining());
        long at = start;
        try {
            while (record.hasRemaining()) {
                at += channel.write(record, at);
            }
            return start;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Fills what remains of a buffer with a record, and turns to its beginning. */
    void read(long start, ByteBuffer record) {
        long at = start;
        try {
            while (record.hasRemaining()) {
                int some = channel.read(record, at);
                if (some < 0) {
                    throw new IOException("it was cut while it was in use");
                }
                at += some;
            }
            record.flip();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private BeamletException failed(IOException e) {
        if (e instanceof ClosedChannelException) {
            // Whoever interrupts a thread that writes closes the file for all.
            return new BeamletException(
                    ErrorCode.TASK_CANCELLED,
                    "stopped in two-time correlation",
                    "submit the task again if it is still wanted",
                    e);
        }
        return OutputFailure.of(path, e);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            System.getLogger(ScratchFile.class.getName())
                    .log(System.Logger.Level.WARNING, "file={0} not closed: {1}", path, e);
        }
    }
}

package org.beamlet.worker.frame;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Reads frames: four bytes of length, then JSON. Not safe for several threads. */
public final class FrameReader<T extends Frame> {
    /** Above the largest result in its most wasteful encoding; below it, a length is believed. */
    public static final int MAX_FRAME = 64 * 1024 * 1024;

    private static final int HEADER = 4;
    private static final int BUFFER = 64 * 1024;

    private final InputStream in;
    private final Class<T> type;

    public FrameReader(InputStream in, Class<T> type) {
        this.in = new BufferedInputStream(in, BUFFER);
        this.type = type;
    }

    /**
     * Waits for the next frame; empty once the stream has ended between two frames.
     *
     * @throws EOFException if it ends within one
     * @throws BeamletException with code MESSAGE_INVALID or PAYLOAD_INVALID if what comes is no
     *     frame; nothing that follows can be trusted then
     */
    public Optional<T> next() throws IOException {
        byte[] header = in.readNBytes(HEADER);
        if (header.length == 0) {
            return Optional.empty();
        }
        if (header.length < HEADER) {
            throw new EOFException("the stream ends within the length of a frame");
        }
        int length = length(header);
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException(
                    "the stream ends after %d of the %d bytes of a frame"
                            .formatted(body.length, length));
        }
        return Optional.of(FrameCodec.read(body, type));
    }

    /** {@return whether a frame has come, or begun to} */
    public boolean ready() throws IOException {
        return in.available() > 0;
    }

    private static int length(byte[] header) {
        int length = 0;
        for (byte part : header) {
            length = length << Byte.SIZE | Byte.toUnsignedInt(part);
        }
        if (length <= 0 || length > MAX_FRAME) {
            throw new BeamletException(
                    ErrorCode.MESSAGE_INVALID,
                    "a frame announces %s bytes".formatted(Integer.toUnsignedString(length)),
                    "send 1 to %d; something else may be writing to the stream"
                            .formatted(MAX_FRAME));
        }
        return length;
    }
}

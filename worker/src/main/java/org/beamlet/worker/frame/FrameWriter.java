package org.beamlet.worker.frame;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;

/** Writes frames, each in one piece; safe for several threads. */
public final class FrameWriter {
    private final OutputStream out;

    public FrameWriter(OutputStream out) {
        this.out = out;
    }

    /**
     * Writes a frame and flushes it.
     *
     * @throws BeamletException with code TASK_PAYLOAD_TOO_LARGE, and nothing written, if a reader
     *     would refuse it
     */
    public void write(Frame frame) throws IOException {
        byte[] json = Json.writeBytes(frame);
        if (json.length > FrameReader.MAX_FRAME) {
            throw new BeamletException(
                    ErrorCode.TASK_PAYLOAD_TOO_LARGE,
                    "a frame of %d bytes exceeds %d".formatted(json.length, FrameReader.MAX_FRAME),
                    "pass large data as files");
        }
        byte[] whole = new byte[Integer.BYTES + json.length];
        ByteBuffer.wrap(whole).putInt(json.length).put(json);
        synchronized (this) {
            out.write(whole);
            out.flush();
        }
    }
}

package org.beamlet.worker.frame;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Writes frames, each in one piece; safe for several threads. */
public final class FrameWriter {
    private static final int FIRST_SIZE = 1024;

    private final OutputStream out;

    public FrameWriter(OutputStream out) {
        this.out = out;
    }

    /**
     * Writes frames in one piece and flushes them.
     *
     * @throws BeamletException with code TASK_PAYLOAD_TOO_LARGE, and nothing written, if a reader
     *     would refuse one
     */
    public void write(List<? extends Frame> frames) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream(FIRST_SIZE);
        for (Frame frame : frames) {
            byte[] json = FrameCodec.write(frame);
            if (json.length > FrameReader.MAX_FRAME) {
                throw new BeamletException(
                        ErrorCode.TASK_PAYLOAD_TOO_LARGE,
                        "a frame of %d bytes exceeds %d"
                                .formatted(json.length, FrameReader.MAX_FRAME),
                        "pass large data as files");
            }
            whole.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(json.length).array());
            whole.writeBytes(json);
        }
        synchronized (this) {
            whole.writeTo(out);
            out.flush();
        }
    }

    /** Writes a frame and flushes it; see {@link #write(List)}. */
    public void write(Frame frame) throws IOException {
        write(List.of(frame));
    }
}

package org.beamlet.catalog.xpcs.raw;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.beamlet.catalog.lanes.Lanes;

/** Writes small files as detectors do, and reads frames back. */
public final class DetectorFiles {
    private DetectorFiles() {}

    public static long word(long frame, int pixel, int count) {
        return frame << 40 | (long) pixel << 16 | count;
    }

    public static Path rigaku(Path file, long... words) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * words.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(words);
        return written(file, bytes.array());
    }

    /** One IMM frame: every pixel's count. */
    public static byte[] denseImm(int rows, int columns, int... counts) {
        byte[] bytes = new byte[1024 + 2 * counts.length];
        ByteBuffer out = immHeader(bytes, 0, rows, columns, counts.length);
        Arrays.stream(counts).forEach(count -> out.putShort((short) count));
        return bytes;
    }

    /** One IMM frame: pixel, count, pixel, count … */
    public static byte[] sparseImm(int rows, int columns, int... events) {
        int entries = events.length / 2;
        byte[] bytes = new byte[1024 + 6 * entries];
        ByteBuffer out = immHeader(bytes, 6, rows, columns, entries);
        for (int i = 0; i < events.length; i += 2) {
            out.putInt(events[i]);
        }
        for (int i = 1; i < events.length; i += 2) {
            out.putShort((short) events[i]);
        }
        return bytes;
    }

    private static ByteBuffer immHeader(
            byte[] bytes, int compression, int rows, int columns, int entries) {
        return ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0, 2)
                .putInt(4, compression)
                .putInt(108, rows)
                .putInt(112, columns)
                .putInt(116, 2)
                .putInt(152, entries)
                .position(1024);
    }

    public static Path imm(Path file, byte[]... frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.stream(frames).forEach(all::writeBytes);
        return written(file, all.toByteArray());
    }

    static Path written(Path file, byte[] bytes) {
        try {
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a sparse frame, all of the detector. */
    static float[] frame(SparseFrames frames, long index) {
        int[] places = new int[frames.pixels()];
        Arrays.setAll(places, p -> p);
        float[] row = new float[places.length];
        try (Lanes lanes = new Lanes(1)) {
            SparseFrames.Reader reader = frames.reader(places, lanes);
            reader.seek(index, index + 1);
            reader.load(0, index, row);
        }
        return row;
    }
}

package org.beamlet.agent.log;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** A log that is read from near its end, and then as it grows; it may be rotated meanwhile. */
public final class LogFile {
    private static final int PIECE = 64 * 1024;

    private final Path file;
    private @Nullable Object identity;
    private long position;

    public LogFile(Path file) {
        this.file = file;
    }

    public Path path() {
        return file;
    }

    /**
     * Writes the last lines, and remembers where they end.
     *
     * @return whether there is such a file
     */
    public boolean tail(int lines, OutputStream to) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        identity = identity();
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            long end = in.length();
            position = start(in, end, lines);
            copy(in, end, to);
        }
        return true;
    }

    /** {@return where the last lines begin} */
    private static long start(RandomAccessFile in, long end, int lines) throws IOException {
        if (lines <= 0) {
            return end;
        }
        byte[] piece = new byte[PIECE];
        int seen = 0;
        for (long to = end; to > 0; to -= Math.min(to, PIECE)) {
            int length = (int) Math.min(to, PIECE);
            in.seek(to - length);
            in.readFully(piece, 0, length);
            for (int i = length - 1; i >= 0; i--) {
                // The end of the last line is not the beginning of another.
                if (piece[i] == '\n' && to - length + i + 1 < end && ++seen == lines) {
                    return to - length + i + 1;
                }
            }
        }
        return 0;
    }

    /**
     * Writes what has come since; a file that was rotated is read from its beginning.
     *
     * @return whether anything has come
     */
    public boolean more(OutputStream to) throws IOException {
        try {
            Object now = identity();
            if (!now.equals(identity)) {
                identity = now;
                position = 0;
            }
            try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
                long end = in.length();
                if (end < position) {
                    position = 0;
                }
                long before = position;
                copy(in, end, to);
                return position > before;
            }
        } catch (NoSuchFileException _) {
            // Between the old one and the new one.
            return false;
        }
    }

    private Object identity() throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        Object key = attributes.fileKey();
        return key == null ? attributes.creationTime() : key;
    }

    private void copy(RandomAccessFile in, long end, OutputStream to) throws IOException {
        byte[] piece = new byte[PIECE];
        in.seek(position);
        while (position < end) {
            int length = in.read(piece, 0, (int) Math.min(PIECE, end - position));
            if (length < 0) {
                return;
            }
            to.write(piece, 0, length);
            position += length;
        }
    }
}

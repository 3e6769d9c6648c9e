package org.beamlet.worker.slot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.beamlet.worker.task.TaskListener;
import org.jspecify.annotations.Nullable;

/** One of the two files that a worker prints to, and how far it was passed on. */
final class OutputFile {
    private static final int LONGEST_CHARACTER = 4;

    /** What many tasks have printed need not be kept: it was passed on. */
    private static final long LONGEST = 64L * 1024 * 1024;

    private final Path path;
    private final boolean error;
    private @Nullable FileChannel channel;

    /** Where the present task's part of the file begins, and what of it was not passed on. */
    private long begin;

    private long next;

    OutputFile(Path path, boolean error) {
        this.path = path;
        this.error = error;
    }

    boolean error() {
        return error;
    }

    long size() throws IOException {
        return open().size();
    }

    void begin(long at) {
        begin = at;
        next = at;
    }

    long printed() throws IOException {
        return open().size() - begin;
    }

    /**
     * Passes on at most so many bytes.
     *
     * @param size how much of the file there is
     * @param last nothing more will come: of more than that, only the end is passed on
     */
    int pass(TaskListener listener, int most, long size, boolean last) throws IOException {
        long backlog = last ? most : Math.max(most, TaskOutput.LONGEST_BACKLOG);
        boolean skipped = size - next > backlog;
        if (skipped) {
            next = size - backlog;
        }
        int length = (int) Math.min(most, size - next);
        if (length <= 0) {
            return 0;
        }
        byte[] text = read(length);
        int from = skipped ? beginOfCharacter(text) : 0;
        int to = last ? text.length : endOfCharacters(text);
        if (to > from) {
            listener.printed(error, next - begin + from, Arrays.copyOfRange(text, from, to));
        }
        next += to;
        return to - from;
    }

    private byte[] read(int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (open().read(buffer, next + buffer.position()) < 0) {
                break;
            }
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private FileChannel open() throws IOException {
        FileChannel present = channel;
        if (present == null) {
            present = FileChannel.open(path, StandardOpenOption.READ);
            channel = present;
        }
        return present;
    }

    private static int beginOfCharacter(byte[] utf8) {
        int at = 0;
        while (at < Math.min(LONGEST_CHARACTER, utf8.length) && (utf8[at] & 0xC0) == 0x80) {
            at++;
        }
        return at;
    }

    /** Up to where no character is cut in two, if it is text at all. */
    private static int endOfCharacters(byte[] utf8) {
        for (int back = 1; back < LONGEST_CHARACTER && back <= utf8.length; back++) {
            int first = utf8[utf8.length - back] & 0xFF;
            if (first >= 0xC0) {
                int length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
                return length > back ? utf8.length - back : utf8.length;
            }
            if (first < 0x80) {
                break;
            }
        }
        return utf8.length;
    }

    /** Cuts the file off where it has grown long; whoever writes to it goes on at its new end. */
    void trim() throws IOException {
        if (open().size() > LONGEST) {
            try (FileChannel writable = FileChannel.open(path, StandardOpenOption.WRITE)) {
                writable.truncate(0);
            }
        }
    }

    void close() {
        FileChannel present = channel;
        channel = null;
        if (present != null) {
            try {
                present.close();
            } catch (IOException _) {
                // It was only read.
            }
        }
    }
}

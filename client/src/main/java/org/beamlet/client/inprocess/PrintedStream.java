package org.beamlet.client.inprocess;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.beamlet.client.TaskLog;

/** What a task printed to one of its streams; of much, the end. Guarded by its owner. */
final class PrintedStream {
    /** As the service keeps. */
    static final int MOST = 1024 * 1024;

    // Arrays are right here: a chunk is compared with nothing.
    private static final class Chunk {
        final long from;
        final byte[] bytes;

        Chunk(long from, byte[] bytes) {
            this.from = from;
            this.bytes = bytes;
        }

        long next() {
            return from + bytes.length;
        }
    }

    private final String name;
    private final Deque<Chunk> chunks = new ArrayDeque<>();
    private int size;

    PrintedStream(String name) {
        this.name = name;
    }

    void add(long offset, byte[] bytes) {
        chunks.add(new Chunk(offset, bytes));
        size += bytes.length;
        while (size > MOST && chunks.size() > 1) {
            size -= chunks.remove().bytes.length;
        }
    }

    int size() {
        return size;
    }

    /** {@return what stands at an offset and behind it; what follows without a gap is one part} */
    List<TaskLog.Part> parts(long from) {
        List<TaskLog.Part> parts = new ArrayList<>();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        long begin = from;
        long next = from;
        for (Chunk chunk : chunks) {
            if (chunk.next() <= from) {
                continue;
            }
            if (chunk.from > next && text.size() > 0) {
                parts.add(part(begin, next, text));
                text.reset();
            }
            if (text.size() == 0) {
                begin = Math.max(from, chunk.from);
            }
            int skipped = (int) Math.max(0, from - chunk.from);
            text.write(chunk.bytes, skipped, chunk.bytes.length - skipped);
            next = chunk.next();
        }
        if (text.size() > 0) {
            parts.add(part(begin, next, text));
        }
        return parts;
    }

    private TaskLog.Part part(long from, long next, ByteArrayOutputStream text) {
        return new TaskLog.Part(name, from, next, text.toString(StandardCharsets.UTF_8));
    }
}

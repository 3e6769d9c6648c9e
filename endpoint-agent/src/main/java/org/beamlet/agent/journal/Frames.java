package org.beamlet.agent.journal;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/** Records in a file: a length, a checksum (CRC-32C), then that many bytes; and so on. */
final class Frames {
    private static final int HEADER = 8;

    /** Above every record there can be (a task of 10 MB): anything larger is a damaged length. */
    private static final int MAX_LENGTH = 256 * 1024 * 1024;

    private Frames() {}

    static ByteBuffer write(List<JournalRecord> records) {
        List<byte[]> bodies = records.stream().map(RecordCodec::encode).toList();
        ByteBuffer out =
                ByteBuffer.allocate(bodies.stream().mapToInt(b -> HEADER + b.length).sum());
        bodies.forEach(body -> out.putInt(body.length).putInt(checksum(body)).put(body));
        return out.flip();
    }

    /**
     * Reads all records up to the first that is cut short or damaged.
     *
     * @return the size of the part that was good
     */
    static long read(Path file, Consumer<JournalRecord> each) throws IOException {
        long good = 0;
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            while (true) {
                int length = in.readInt();
                int checksum = in.readInt();
                if (length <= 0 || length > MAX_LENGTH) {
                    return good;
                }
                byte[] body = in.readNBytes(length);
                if (body.length < length || checksum(body) != checksum) {
                    return good;
                }
                each.accept(RecordCodec.decode(ByteBuffer.wrap(body)));
                good += HEADER + length;
            }
        } catch (EOFException _) {
            return good;
        }
    }

    private static int checksum(byte[] body) {
        CRC32C crc = new CRC32C();
        crc.update(body);
        return (int) crc.getValue();
    }
}

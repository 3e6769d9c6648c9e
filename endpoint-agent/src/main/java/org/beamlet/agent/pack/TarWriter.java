package org.beamlet.agent.pack;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * Writes an archive that every {@code tar} reads. The same content makes the same bytes: of its
 * files it keeps names, times to the second and whether they are programs, and no owners.
 */
final class TarWriter implements AutoCloseable {
    private static final int BLOCK = 512;
    private static final int NAME = 100;

    /** Eleven octal digits. */
    private static final long LARGEST = (1L << 33) - 1;

    private static final char FILE = '0';
    private static final char LINK = '2';
    private static final char LONG_NAME = 'L';
    private static final char LONG_LINK = 'K';

    private final OutputStream out;

    TarWriter(OutputStream out) {
        this.out = out;
    }

    /** Adds a file with what it holds now; one that changes meanwhile makes no archive. */
    void file(String name, Path file) throws IOException {
        long size = Files.size(file);
        head(name, "", FILE, isProgram(file), size, Files.getLastModifiedTime(file).toMillis());
        try (var in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            long left = size;
            while (left > 0) {
                int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (count < 0) {
                    throw new IOException("%s has shrunk while it was packed".formatted(file));
                }
                out.write(buffer, 0, count);
                left -= count;
            }
        }
        pad(size);
    }

    /** Adds a link as it is. */
    void link(String name, String target) throws IOException {
        head(name, target, LINK, true, 0, 0);
    }

    /** Adds a file with this text. */
    void text(String name, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        head(name, "", FILE, false, bytes.length, 0);
        out.write(bytes);
        pad(bytes.length);
    }

    private static boolean isProgram(Path file) throws IOException {
        Set<PosixFilePermission> may = Files.getPosixFilePermissions(file);
        return may.contains(PosixFilePermission.OWNER_EXECUTE);
    }

    private void head(
            String name, String target, char kind, boolean program, long size, long changedMs)
            throws IOException {
        if (size > LARGEST) {
            throw new IOException("%s is larger than 8 GiB".formatted(name));
        }
        lengthy(name, LONG_NAME);
        lengthy(target, LONG_LINK);
        block(name, target, kind, program, size, changedMs / 1000);
    }

    /** What does not fit its field goes before it, as content. */
    private void lengthy(String text, char kind) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > NAME) {
            block("././@LongLink", "", kind, false, bytes.length + 1L, 0);
            out.write(bytes);
            out.write(0);
            pad(bytes.length + 1L);
        }
    }

    private void block(
            String name, String target, char kind, boolean program, long size, long seconds)
            throws IOException {
        byte[] head = new byte[BLOCK];
        put(head, 0, name);
        number(head, 100, 8, program ? 0700 : 0600);
        number(head, 108, 8, 0);
        number(head, 116, 8, 0);
        number(head, 124, 12, size);
        number(head, 136, 12, Math.max(0, seconds));
        head[156] = (byte) kind;
        put(head, 157, target);
        put(head, 257, "ustar  ");
        int sum = 8 * ' ';
        for (byte one : head) {
            sum += one & 0xFF;
        }
        number(head, 148, 7, sum);
        head[155] = ' ';
        out.write(head);
    }

    private static void put(byte[] head, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, head, at, Math.min(bytes.length, NAME));
    }

    /** Octal digits and a zero byte. */
    private static void number(byte[] head, int at, int length, long value) {
        String digits = Long.toOctalString(value);
        put(head, at, "0".repeat(length - 1 - digits.length()) + digits);
    }

    private void pad(long size) throws IOException {
        out.write(new byte[(int) ((BLOCK - size % BLOCK) % BLOCK)]);
    }

    @Override
    public void close() throws IOException {
        out.write(new byte[2 * BLOCK]);
        out.flush();
    }
}

package org.beamlet.protocol.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * A chain in a file, one entry a line, that is only ever added to; its owner alone may read it.
 *
 * <p>A file that has grown large is given the number of its last entry as part of its name, {@code
 * audit.jsonl} becoming {@code audit-00000000000000001234.jsonl}, and the chain goes on in a new
 * one. Of a line that a crash has cut nobody was told that it was written; it is taken away, and an
 * entry says so.
 */
public final class AuditFile implements AutoCloseable {
    /** Some hundred thousand entries. */
    public static final long LARGE = 64L << 20;

    private static final int LONGEST_LINE = 1 << 20;

    private final Path file;
    private final long large;
    private FileChannel channel;
    private ChainHead head;

    private AuditFile(Path file, long large, FileChannel channel, ChainHead head) {
        this.file = file;
        this.large = large;
        this.channel = channel;
        this.head = head;
    }

    /**
     * Opens or makes a file.
     *
     * @param file links are not followed
     * @throws BeamletException with code CONFIG_INVALID if it cannot be written, or its last line
     *     is no entry
     */
    public static AuditFile open(Path file) {
        return open(file, LARGE);
    }

    static AuditFile open(Path file, long large) {
        try {
            FileChannel channel = openChannel(file);
            long cut = cutAt(channel);
            long size = channel.size();
            if (cut < size) {
                channel.truncate(cut);
            }
            ChainHead head = cut > 0 ? lastOf(channel, cut, file) : headOfOlder(file);
            AuditFile opened = new AuditFile(file, large, channel, head);
            if (cut < size) {
                opened.append(
                        List.of(
                                Json.NODES
                                        .objectNode()
                                        .put("action", "audit file opened")
                                        .put(
                                                "object",
                                                "%d bytes of a line that a crash had cut"
                                                        .formatted(size - cut))
                                        .put("verdict", "repaired")));
            }
            return opened;
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "audit file '%s' cannot be written: %s".formatted(file, e),
                    "name a file in a folder of this user's, with room on its disk",
                    e);
        }
    }

    private static FileChannel openChannel(Path file) throws IOException {
        // Reading and adding: a channel that only adds cannot read the last line.
        return FileChannel.open(
                file,
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** {@return where the last whole line ends} */
    private static long cutAt(FileChannel channel) throws IOException {
        long end = channel.size();
        return end == 0 ? 0 : lineBreakBefore(channel, end) + 1;
    }

    /** {@return the place of the last line break before a place, or -1} */
    private static long lineBreakBefore(FileChannel channel, long end) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(1 << 16);
        long least = Math.max(0, end - 2L * LONGEST_LINE);
        for (long to = end; to > least; ) {
            long from = Math.max(least, to - piece.capacity());
            read(channel, piece.clear().limit((int) (to - from)), from);
            for (int i = piece.limit() - 1; i >= 0; i--) {
                if (piece.get(i) == '\n') {
                    return from + i;
                }
            }
            to = from;
        }
        if (least > 0) {
            throw new IOException("it has a line of more than %d bytes".formatted(LONGEST_LINE));
        }
        return -1;
    }

    private static void read(FileChannel channel, ByteBuffer into, long at) throws IOException {
        while (into.hasRemaining()) {
            int got = channel.read(into, at + into.position());
            if (got < 0) {
                throw new IOException("it became shorter while it was read");
            }
        }
    }

    private static ChainHead lastOf(FileChannel channel, long end, Path file) throws IOException {
        long from = lineBreakBefore(channel, end - 1) + 1;
        ByteBuffer line = ByteBuffer.allocate((int) (end - 1 - from));
        read(channel, line, from);
        ChainCheck check = new ChainCheck();
        String text = new String(line.array(), StandardCharsets.UTF_8);
        try {
            check.next(Json.read(text), "the last line");
        } catch (BeamletException e) {
            throw broken(file, "its last line is no entry", e);
        }
        return switch (check.verdict()) {
            case ChainCheck.Verdict.Whole whole -> whole.last();
            case ChainCheck.Verdict.Broken broken -> throw broken(file, broken.what(), null);
        };
    }

    private static BeamletException broken(Path file, String what, @Nullable Throwable cause) {
        return new BeamletException(
                ErrorCode.CONFIG_INVALID,
                "audit file '%s' cannot be gone on with: %s".formatted(file, what),
                "find out who changed it, keep it under another name, and start again:"
                        + " a new chain begins",
                cause);
    }

    /** {@return where the chain stands if the file itself is new} */
    private static ChainHead headOfOlder(Path file) throws IOException {
        List<Path> older = older(file);
        if (older.isEmpty()) {
            return ChainHead.START;
        }
        Path newest = older.getLast();
        try (FileChannel channel = FileChannel.open(newest, StandardOpenOption.READ)) {
            return lastOf(channel, channel.size(), newest);
        }
    }

    private static List<Path> older(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        List<Path> older = new ArrayList<>();
        if (folder != null && Files.isDirectory(folder)) {
            String digits = "[0-9]".repeat(20);
            try (DirectoryStream<Path> all =
                    Files.newDirectoryStream(
                            folder,
                            path ->
                                    String.valueOf(path.getFileName())
                                            .matches(
                                                    Pattern.quote(stem(file))
                                                            + "-"
                                                            + digits
                                                            + Pattern.quote(ending(file))))) {
                all.forEach(older::add);
            }
        }
        older.sort(null);
        return older;
    }

    private static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(0, name.length() - ending(file).length());
    }

    private static String ending(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(dot) : "";
    }

    /** {@return all files of the chain, oldest first} */
    public static List<Path> all(Path file) {
        try {
            List<Path> all = older(file);
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                all.add(file);
            }
            return all;
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.INPUT_NOT_FOUND,
                    "the folder of audit file '%s' cannot be read: %s".formatted(file, e),
                    "run this as the user whose file it is",
                    e);
        }
    }

    /** {@return the newest entry's place in the chain} */
    public synchronized ChainHead head() {
        return head;
    }

    /** Adds what is said; when this returns it is on the disk. {@return the entries as written} */
    public synchronized List<ChainedEntry> append(List<ObjectNode> said) throws IOException {
        if (channel.size() >= large) {
            turn();
        }
        List<ChainedEntry> entries = new ArrayList<>();
        ChainHead last = head;
        StringBuilder lines = new StringBuilder();
        for (ObjectNode one : said) {
            ChainedEntry entry = ChainedEntry.after(last, one);
            entries.add(entry);
            last = entry.head();
            lines.append(entry.line());
        }
        ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
        long end = channel.size();
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes, end + bytes.position());
            }
            channel.force(false);
        } catch (IOException e) {
            // Half a line would make the chain one that cannot be gone on with.
            channel.truncate(end);
            throw e;
        }
        head = last;
        return entries;
    }

    private void turn() throws IOException {
        Path kept =
                file.resolveSibling("%s-%020d%s".formatted(stem(file), head.seq(), ending(file)));
        Files.move(file, kept);
        FileChannel fresh = openChannel(file);
        channel.close();
        channel = fresh;
    }

    @Override
    public synchronized void close() throws IOException {
        channel.close();
    }
}

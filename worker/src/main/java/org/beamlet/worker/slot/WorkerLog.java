package org.beamlet.worker.slot;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * The log file of a slot, readable by its owner alone.
 *
 * @param begin where the present worker's part of it begins
 */
record WorkerLog(Path file, long begin) {
    static final int TAIL_LINES = 20;
    static final int TAIL_BYTES = 2048;

    private static final long ROTATE_AT = 16L * 1024 * 1024;

    /** What a task may print is more than anybody keeps. */
    private static final long KEPT = 4 * ROTATE_AT;

    /** Opens the log for one more worker; a long one is put aside first. */
    static WorkerLog open(Path file) throws IOException {
        if (Files.exists(file) && Files.size(file) > KEPT) {
            Files.delete(file);
        } else if (Files.exists(file) && Files.size(file) > ROTATE_AT) {
            Files.move(
                    file,
                    file.resolveSibling(file.getFileName() + ".1"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        try {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException _) {
            // The slot's worker before this one wrote it; go on behind that.
        }
        return new WorkerLog(file, Files.size(file));
    }

    /** The last lines of the present worker; empty if they cannot be read. */
    String tail() {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            // It is cut off where it grows too long.
            long begin = Math.min(this.begin, log.length());
            long from = Math.max(begin, log.length() - TAIL_BYTES);
            byte[] end = new byte[(int) (log.length() - from)];
            log.seek(from);
            log.readFully(end);
            List<String> lines = new String(end, StandardCharsets.UTF_8).lines().toList();
            int cut = from > begin ? 1 : 0;
            int first = Math.max(Math.min(cut, lines.size() - 1), lines.size() - TAIL_LINES);
            return String.join("\n", lines.subList(Math.max(first, 0), lines.size()));
        } catch (IOException _) {
            return "";
        }
    }
}

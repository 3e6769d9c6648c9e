package org.beamlet.agent.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** What a spool asks of a file system; tests put one in its place that is slow, or full. */
public interface SpoolDisk {
    SpoolDisk REAL = new SpoolDisk() {};

    /** {@return a file that nobody else may read, and that must not be there yet} */
    default WritableByteChannel create(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** {@return bytes that may still be written} */
    default long free(Path folder) throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    /** Gives a file its name; it has that, and all its bytes, after a power cut. */
    default void publish(Path from, Path to) throws IOException {
        try (FileChannel written = FileChannel.open(from, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel folder =
                FileChannel.open(to.resolveSibling("."), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }
}

package org.beamlet.catalog.output;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Files that are on disk, and not only on their way, before they get a name. */
final class DurableFiles {
    private DurableFiles() {}

    /** {@return the file in that folder, copied there if it lies elsewhere, and on disk} */
    static Path into(Path folder, Path file) throws IOException {
        if (folder.equals(file.getParent())) {
            try (FileChannel written = FileChannel.open(file, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            return file;
        }
        Path copy = folder.resolve(file.getFileName());
        try (FileChannel from = FileChannel.open(file, StandardOpenOption.READ);
                FileChannel to =
                        FileChannel.open(
                                copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long size = from.size();
            long at = 0;
            while (at < size) {
                long count = from.transferTo(at, size - at, to);
                if (count <= 0) {
                    throw new IOException("%s has shrunk while it was moved".formatted(file));
                }
                at += count;
            }
            to.force(true);
        }
        Files.delete(file);
        return copy;
    }

    /** Has a folder's names on disk, where its file system can tell. */
    static void name(Path folder) {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        } catch (IOException e) {
            System.getLogger(DurableFiles.class.getName())
                    .log(System.Logger.Level.DEBUG, "folder={0} not synced: {1}", folder, e);
        }
    }
}

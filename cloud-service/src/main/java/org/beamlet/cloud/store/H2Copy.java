package org.beamlet.cloud.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Copies the embedded database while it is in use; H2 itself keeps the copy consistent. */
final class H2Copy {
    private H2Copy() {}

    static void make(Store store, Path folder) {
        if (store.shareable()) {
            throw new BeamletException(
                    ErrorCode.USAGE,
                    "the database is PostgreSQL",
                    "back it up with pg_dump; docs/how-to/host-a-service.md has the commands");
        }
        try {
            Files.createDirectories(folder);
            Path zip = Files.createTempFile(folder, "copy", ".zip");
            try {
                store.read(handle ->
                        handle.execute("BACKUP TO '" + zip.toString().replace("'", "''") + "'"));
                unpack(zip, folder);
            } finally {
                Files.deleteIfExists(zip);
            }
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.OUTPUT_NOT_WRITABLE,
                    "the database cannot be copied to '%s': %s".formatted(folder, e),
                    "check the rights and the free space of that folder",
                    e);
        }
    }

    private static void unpack(Path zip, Path folder) throws IOException {
        try (InputStream in = Files.newInputStream(zip);
                ZipInputStream entries = new ZipInputStream(in)) {
            for (ZipEntry entry = entries.getNextEntry();
                    entry != null;
                    entry = entries.getNextEntry()) {
                String name = Path.of(entry.getName()).getFileName().toString();
                Files.copy(entries, folder.resolve(name));
            }
        }
    }
}

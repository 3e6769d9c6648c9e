package org.beamlet.protocol.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Files that only their owner may read: never readable to others, not even briefly. */
public final class PrivateFile {
    private static final FileAttribute<Set<PosixFilePermission>> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private PrivateFile() {}

    /** Writes or replaces a file; a reader sees the old text or the new, never a part. */
    public static void write(Path file, String text) {
        try {
            Path folder = folderOf(file);
            Path fresh = Files.createTempFile(folder, "." + file.getFileName(), "", FILE);
            try {
                Files.writeString(fresh, text);
                Files.move(
                        fresh,
                        file,
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /** Makes a folder, and those above it, that only the owner can enter; it may exist. */
    public static Path folder(Path folder) {
        try {
            return Files.isDirectory(folder) ? folder : Files.createDirectories(folder, FOLDER);
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }

    /** Makes the folder of a file, if it is not there; only the owner can enter a new one. */
    public static Path folderOf(Path file) {
        return folder(file.toAbsolutePath().resolveSibling("").normalize());
    }

    /** Removes a file, if there is one. */
    public static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private static BeamletException unwritable(Path file, IOException cause) {
        return new BeamletException(
                ErrorCode.OUTPUT_NOT_WRITABLE,
                "'%s' cannot be written: %s".formatted(file, cause),
                "check the rights and the free space of its folder",
                cause);
    }
}

package org.beamlet.cloud.auth;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Writes what nobody but its owner may read: the file is never readable to others, not briefly. */
public final class SecretFile {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private SecretFile() {}

    /** Writes or replaces the file; a reader sees the old text or the new, never a part. */
    public static void write(Path file, String text) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            Files.createDirectories(folder);
            Path fresh =
                    Files.createTempFile(folder, file.getFileName().toString(), "", OWNER_ONLY);
            Files.writeString(fresh, text);
            Files.move(
                    fresh,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /** Writes the file unless there is one already. */
    public static void writeOnce(Path file, String text) {
        if (Files.exists(file)) {
            return;
        }
        try {
            Files.createFile(file, OWNER_ONLY);
            Files.writeString(file, text);
        } catch (FileAlreadyExistsException _) {
            // Somebody else was first; theirs counts.
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

package org.beamlet.cloud.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Reads files that hold a secret; refuses those that others can read. */
final class SecretText {
    private static final Set<PosixFilePermission> OWNER =
            EnumSet.of(
                    PosixFilePermission.OWNER_READ,
                    PosixFilePermission.OWNER_WRITE,
                    PosixFilePermission.OWNER_EXECUTE);

    private SecretText() {}

    static String read(String key, Path file) {
        requirePrivate(key, file);
        try {
            String text = Files.readString(file).strip();
            if (text.isEmpty()) {
                throw new IOException("it is empty");
            }
            return text;
        } catch (IOException e) {
            throw unreadable(key, file, e);
        }
    }

    static Path requirePrivate(String key, Path file) {
        try {
            Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
            if (!OWNER.containsAll(rights)) {
                throw new BeamletException(
                        ErrorCode.CONFIG_INVALID,
                        "%s is '%s', which others may read or write".formatted(key, file),
                        "chmod 600 '%s'".formatted(file));
            }
            return file;
        } catch (IOException e) {
            throw unreadable(key, file, e);
        }
    }

    private static BeamletException unreadable(String key, Path file, IOException cause) {
        return new BeamletException(
                ErrorCode.CONFIG_INVALID,
                "%s is '%s', which cannot be read: %s".formatted(key, file, cause.getMessage()),
                "name a file of mode 0600 that belongs to whoever runs the service",
                cause);
    }
}

package org.beamlet.catalog.xpcs.stream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * By what a file is seen to have changed.
 *
 * @param key which file has the name; null where the file system does not tell
 */
record FileStamp(long size, FileTime modified, @Nullable Object key) {
    static FileStamp of(Path file) {
        try {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileStamp(found.size(), found.lastModifiedTime(), found.fileKey());
        } catch (IOException e) {
            boolean absent = !Files.exists(file);
            throw new BeamletException(
                    absent ? ErrorCode.INPUT_NOT_FOUND : ErrorCode.INPUT_INVALID,
                    "raw '%s' %s"
                            .formatted(file, absent ? "does not exist" : "cannot be read: " + e),
                    "give the path, as the compute node sees it, at which the detector writes",
                    e);
        }
    }

    boolean isSameFile(FileStamp other) {
        return Objects.equals(key, other.key);
    }
}

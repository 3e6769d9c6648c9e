package org.beamlet.cloud.command;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.beamlet.cloud.auth.AdminSecret;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.home.BeamletHome;
import org.jspecify.annotations.Nullable;

/** Where a service keeps what it must not lose. One process at a time owns it. */
final class DataFolder {
    private static final String OWNER_ONLY = "rwx------";

    private final Path path;

    private DataFolder(Path path) {
        this.path = path;
    }

    /** The folder that was named, or the one in the user's Beamlet folder. */
    static DataFolder of(@Nullable Path named) {
        Path path = named == null ? BeamletHome.of(System.getenv()).cloud() : named;
        return new DataFolder(path.toAbsolutePath().normalize());
    }

    /** Makes the folder where it is missing, readable to its owner alone. */
    DataFolder make() {
        try {
            Files.createDirectories(
                    path,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(OWNER_ONLY)));
        } catch (IOException e) {
            throw notWritable(e);
        }
        if (!Files.isWritable(path)) {
            throw notWritable(null);
        }
        return this;
    }

    private BeamletException notWritable(@Nullable IOException cause) {
        return new BeamletException(
                ErrorCode.OUTPUT_NOT_WRITABLE,
                "the data folder '%s' is not writable".formatted(path),
                "change its rights or name another folder with --data",
                cause);
    }

    Path path() {
        return path;
    }

    Path store() {
        return path.resolve("store");
    }

    Path broker() {
        return path.resolve("broker");
    }

    Path objects() {
        return path.resolve("objects");
    }

    /** Uploads that are not whole yet. */
    Path incoming() {
        return path.resolve("incoming");
    }

    Path log() {
        return path.resolve("service.log");
    }

    Path serviceFile() {
        return path.resolve("service.json");
    }

    AdminSecret adminSecret() {
        return AdminSecret.in(path.resolve("admin.secret"));
    }

    /** Ownership of the folder; the system ends it with the process, however that ends. */
    record Lock(FileChannel channel) implements AutoCloseable {
        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException _) {
                // The lock ends with the process at the latest.
            }
        }
    }

    /** {@return the lock, or nothing where another process has it} */
    Optional<Lock> tryLock() {
        try {
            FileChannel channel =
                    FileChannel.open(
                            path.resolve("lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            Lock lock = new Lock(channel);
            if (held(channel)) {
                return Optional.of(lock);
            }
            lock.close();
            return Optional.empty();
        } catch (IOException e) {
            throw notWritable(e);
        }
    }

    private static boolean held(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            // This very process has it.
            return false;
        }
    }
}

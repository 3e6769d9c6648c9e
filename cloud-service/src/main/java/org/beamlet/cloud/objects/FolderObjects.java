package org.beamlet.cloud.objects;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Objects as files, spread over 256 folders. Replicas may share the folder. */
public final class FolderObjects implements ObjectStore {
    private final Path folder;

    public FolderObjects(Path folder) {
        this.folder = folder;
    }

    @Override
    public void put(Sha256 key, Path content) {
        Path file = file(key);
        try {
            Path parent = Files.createDirectories(parent(key));
            sync(content);
            move(content, parent, file);
            // The name is in the folder, which has to reach the disk too.
            sync(parent);
        } catch (IOException e) {
            throw failed("keep", key, e);
        }
    }

    /** The file may lie on another disk: then it is copied first and renamed where it is to be. */
    private static void move(Path content, Path parent, Path file) throws IOException {
        if (Files.getFileStore(content).equals(Files.getFileStore(parent))) {
            Files.move(content, file, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        Path beside = Files.createTempFile(parent, "incoming", "");
        try {
            Files.copy(content, beside, StandardCopyOption.REPLACE_EXISTING);
            sync(beside);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public Optional<InputStream> open(Sha256 key) {
        try {
            return Optional.of(Files.newInputStream(file(key)));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed("read", key, e);
        }
    }

    @Override
    public boolean has(Sha256 key) {
        return Files.exists(file(key));
    }

    @Override
    public void delete(Sha256 key) {
        try {
            Files.deleteIfExists(file(key));
        } catch (IOException e) {
            throw failed("delete", key, e);
        }
    }

    @Override
    public void close() {
        // Nothing is open between calls.
    }

    private Path parent(Sha256 key) {
        return folder.resolve(key.hex().substring(0, 2));
    }

    private Path file(Sha256 key) {
        return parent(key).resolve(key.hex());
    }

    private BeamletException failed(String verb, Sha256 key, IOException cause) {
        return new BeamletException(
                ErrorCode.STORE_UNAVAILABLE,
                "the folder '%s' could not %s object %s: %s".formatted(folder, verb, key, cause),
                "check the folder's rights and free space, then try again",
                cause);
    }
}

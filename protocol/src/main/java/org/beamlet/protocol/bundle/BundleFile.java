package org.beamlet.protocol.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** An archive of functions, or the folder that one is packed from. */
public final class BundleFile implements AutoCloseable {
    private final @Nullable ZipFile archive;
    private final Path place;

    private BundleFile(@Nullable ZipFile archive, Path place) {
        this.archive = archive;
        this.place = place;
    }

    /**
     * Opens an archive or a folder.
     *
     * @throws IOException where it cannot be read
     */
    public static BundleFile open(Path place) throws IOException {
        return new BundleFile(Files.isDirectory(place) ? null : new ZipFile(place.toFile()), place);
    }

    public boolean has(String name) {
        if (name.isEmpty() || name.endsWith("/")) {
            return false;
        }
        return archive == null ? isFile(name) : isFile(archive.getEntry(name));
    }

    private static boolean isFile(@Nullable ZipEntry entry) {
        return entry != null && !entry.isDirectory();
    }

    /**
     * Any text of a class may be asked for; not every one can be a path, or stays in the folder.
     */
    private boolean isFile(String name) {
        try {
            Path folder = place.normalize();
            Path file = folder.resolve(name).normalize();
            return file.startsWith(folder)
                    && folder.relativize(file).toString().equals(name)
                    && Files.isRegularFile(file);
        } catch (InvalidPathException _) {
            return false;
        }
    }

    /**
     * {@return what a file of it holds, if it has the file}
     *
     * @throws IOException where it cannot be read
     */
    public Optional<byte[]> read(String name) throws IOException {
        if (!has(name)) {
            return Optional.empty();
        }
        if (archive == null) {
            return Optional.of(Files.readAllBytes(place.resolve(name)));
        }
        ZipEntry entry = archive.getEntry(name);
        if (entry == null) {
            return Optional.empty();
        }
        try (InputStream in = archive.getInputStream(entry)) {
            return Optional.of(in.readAllBytes());
        }
    }

    @Override
    public void close() throws IOException {
        if (archive != null) {
            archive.close();
        }
    }
}

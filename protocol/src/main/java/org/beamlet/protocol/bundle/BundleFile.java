package org.beamlet.protocol.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** An archive of functions, or the folder that one is packed from. */
public final class BundleFile implements AutoCloseable {
    private final @Nullable ZipFile archive;
    private final Path place;
    private final Set<String> names;

    private BundleFile(@Nullable ZipFile archive, Path place, Set<String> names) {
        this.archive = archive;
        this.place = place;
        this.names = names;
    }

    /**
     * Opens an archive or a folder.
     *
     * @throws IOException where it cannot be read
     */
    public static BundleFile open(Path place) throws IOException {
        return Files.isDirectory(place) ? folder(place) : archive(place);
    }

    private static BundleFile archive(Path place) throws IOException {
        // Closed by close(), or here if its list cannot be read.
        ZipFile archive = new ZipFile(place.toFile());
        Set<String> names = new HashSet<>();
        archive.stream()
                .filter(entry -> !entry.isDirectory())
                .map(ZipEntry::getName)
                .forEach(names::add);
        return new BundleFile(archive, place, names);
    }

    private static BundleFile folder(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            Set<String> names = new HashSet<>();
            files.filter(Files::isRegularFile)
                    .map(file -> place.relativize(file).toString().replace('\\', '/'))
                    .forEach(names::add);
            return new BundleFile(null, place, names);
        } catch (UncheckedIOException e) {
            throw new IOException(e);
        }
    }

    public boolean has(String name) {
        return names.contains(name);
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

package org.beamlet.catalog.bundle;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * Finds the archive on a class path that holds a function and names its content by SHA-256. The
 * name depends on classes, resources and service files, not on how or when they were packed.
 */
public final class Bundles {
    private static final String SERVICES = "META-INF/services/";

    private final List<Path> places;
    private final Map<Path, Known> known = new HashMap<>();

    private record Known(FileTime changed, String hash) {}

    /**
     * Looks along a class path.
     *
     * @param classPath as Java's {@code -cp} takes it, {@code folder/*} included
     */
    public Bundles(String classPath) {
        List<Path> found = new ArrayList<>();
        for (String part : classPath.split(File.pathSeparator, -1)) {
            if (part.endsWith("/*")) {
                found.addAll(archives(Path.of(part.substring(0, part.length() - 2))));
            } else if (!part.isBlank()) {
                found.add(Path.of(part));
            }
        }
        this.places = List.copyOf(found);
    }

    private static List<Path> archives(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    /** {@return the hash of the archive that a function is loaded from; empty if none holds it} */
    public Optional<String> hash(CatalogFunction function) {
        String name = function.getClass().getName().replace('.', '/') + ".class";
        for (Path place : places) {
            if (Files.isDirectory(place)) {
                if (Files.exists(place.resolve(name))) {
                    return Optional.of(hash(place));
                }
            } else if (Files.exists(place) && archiveHolds(place, name)) {
                return Optional.of(ofArchive(place));
            }
        }
        return Optional.empty();
    }

    private static boolean archiveHolds(Path archive, String name) {
        try (FileSystem content = FileSystems.newFileSystem(archive)) {
            return Files.exists(content.getPath(name));
        } catch (IOException e) {
            throw unreadable(archive, e);
        }
    }

    private synchronized String ofArchive(Path archive) {
        try (FileSystem content = FileSystems.newFileSystem(archive)) {
            FileTime changed = Files.getLastModifiedTime(archive);
            Known before = known.get(archive);
            if (before != null && before.changed().equals(changed)) {
                return before.hash();
            }
            String hash = hash(content.getPath("/"));
            known.put(archive, new Known(changed, hash));
            return hash;
        } catch (IOException e) {
            throw unreadable(archive, e);
        }
    }

    private static String hash(Path root) {
        Map<String, String> parts = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            files.filter(Files::isRegularFile)
                    .forEach(file -> {
                        String name = root.relativize(file).toString();
                        if (!name.startsWith("META-INF/") || name.startsWith(SERVICES)) {
                            parts.put(name, sha256(bytes(file)));
                        }
                    });
        } catch (IOException | UncheckedIOException e) {
            throw unreadable(root, e);
        }
        StringBuilder all = new StringBuilder();
        parts.forEach((name, hash) -> all.append(hash).append(' ').append(name).append('\n'));
        return sha256(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the SHA-256 of a text in UTF-8, in hexadecimal} */
    public static String sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new BeamletException(
                    ErrorCode.INSTALLATION_INCOMPLETE,
                    "this Java runtime has no SHA-256",
                    "use an unmodified JDK 25",
                    e);
        }
    }

    private static BeamletException unreadable(Path place, Exception cause) {
        return new BeamletException(
                ErrorCode.INSTALLATION_INCOMPLETE,
                "'%s' cannot be read: %s".formatted(place, cause.getMessage()),
                "install Beamlet again",
                cause);
    }
}

package org.beamlet.catalog.bundle;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import java.util.stream.Stream;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.protocol.bundle.FunctionContent;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * Finds the archive on a class path that holds a function and names the function's content by
 * SHA-256, as {@link FunctionContent} says.
 */
public final class Bundles {
    private final List<Path> places;
    private final Map<Key, Known> known = new HashMap<>();

    private record Key(Path place, String function) {}

    private record Known(FileTime changed, Optional<String> hash) {}

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

    /** {@return those on the class path of this installation's workers} */
    public static Bundles ofWorkers() {
        return new Bundles(
                System.getProperty(
                        "beamlet.worker.classpath", System.getProperty("java.class.path", "")));
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

    /**
     * {@return the content hash of a function, as the archive that holds it on the class path has
     * it; empty if none holds it}
     */
    public synchronized Optional<String> hash(CatalogFunction function) {
        String name = function.getClass().getName();
        for (Path place : places) {
            if (!Files.exists(place)) {
                continue;
            }
            try {
                FileTime changed = Files.getLastModifiedTime(place);
                Key key = new Key(place, name);
                Known before = known.get(key);
                if (before == null
                        || Files.isDirectory(place)
                        || !before.changed().equals(changed)) {
                    before = new Known(changed, FunctionContent.hash(place, name));
                    known.put(key, before);
                }
                if (before.hash().isPresent()) {
                    return before.hash();
                }
            } catch (IOException e) {
                throw unreadable(place, e);
            }
        }
        return Optional.empty();
    }

    /** {@return the archive or folder on the class path that holds a function} */
    public Optional<Path> place(CatalogFunction function) {
        return places.stream()
                .filter(Files::exists)
                .filter(place ->
                        FunctionContent.hash(place, function.getClass().getName()).isPresent())
                .findFirst();
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

package org.beamlet.protocol.bundle;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Where a class came from. */
public final class ClassPlace {
    private ClassPlace() {}

    /**
     * {@return the archive or folder; empty of a class that is in no file, such as one just
     * compiled}
     *
     * @throws BeamletException where the place is no path
     */
    public static Optional<Path> of(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        URL location = source == null ? null : source.getLocation();
        if (location != null) {
            return path(location.toString());
        }
        // A JVM that starts from a cache does not say it of classes that it took from there. Only
        // its own loader has these: another may find a namesake.
        return ClassLoader.getSystemClassLoader().equals(type.getClassLoader())
                ? ofResource(type)
                : Optional.empty();
    }

    /** The same, by the class file that the loader finds. */
    static Optional<Path> ofResource(Class<?> type) {
        String name = type.getName().replace('.', '/') + ".class";
        URL file = type.getResource("/" + name);
        if (file == null) {
            return Optional.empty();
        }
        try {
            if (file.openConnection() instanceof JarURLConnection inside) {
                return path(inside.getJarFileURL().toString());
            }
        } catch (IOException e) {
            throw unusable(file.toString(), e);
        }
        String whole = file.toString();
        return whole.endsWith(name)
                ? path(whole.substring(0, whole.length() - name.length()))
                : Optional.empty();
    }

    private static Optional<Path> path(String place) {
        try {
            URI uri = new URI(place);
            return "file".equals(uri.getScheme()) ? Optional.of(Path.of(uri)) : Optional.empty();
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw unusable(place, e);
        }
    }

    private static BeamletException unusable(String place, Exception why) {
        return new BeamletException(
                ErrorCode.INSTALLATION_INCOMPLETE,
                "%s is no path".formatted(place),
                "install Beamlet in a folder with a plain name",
                why);
    }
}

package org.beamlet.catalog;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import org.beamlet.protocol.bundle.FunctionContent;
import org.beamlet.protocol.error.BeamletException;
import org.jspecify.annotations.Nullable;

/** Content hashes of functions that are loaded, from the archives that they came from. */
final class ContentHashes {
    private static final Logger LOG = System.getLogger(ContentHashes.class.getName());

    private static final Map<Class<?>, Optional<String>> KNOWN =
            Collections.synchronizedMap(new WeakHashMap<>());

    private ContentHashes() {}

    /** {@return the hash; null of a class that is in no file, such as one just compiled} */
    static @Nullable String of(Class<?> function) {
        return KNOWN.computeIfAbsent(function, ContentHashes::compute).orElse(null);
    }

    private static Optional<String> compute(Class<?> function) {
        CodeSource source = function.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return Optional.empty();
        }
        try {
            URI place = source.getLocation().toURI();
            return "file".equals(place.getScheme())
                    ? FunctionContent.hash(Path.of(place), function.getName())
                    : Optional.empty();
        } catch (URISyntaxException | BeamletException | IllegalArgumentException e) {
            // A result without it is better than none.
            LOG.log(Level.WARNING, "function={0} has no content hash: {1}", function, e);
            return Optional.empty();
        }
    }
}

package org.beamlet.catalog;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import org.beamlet.protocol.bundle.ClassPlace;
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
        try {
            return ClassPlace.of(function)
                    .flatMap(place -> FunctionContent.hash(place, function.getName()));
        } catch (BeamletException e) {
            // A result without it is better than none.
            LOG.log(Level.WARNING, "function={0} has no content hash: {1}", function, e);
            return Optional.empty();
        }
    }
}

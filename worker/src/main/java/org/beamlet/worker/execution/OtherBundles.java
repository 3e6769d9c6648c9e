package org.beamlet.worker.execution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.beamlet.catalog.Catalog;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.catalog.FunctionCall;
import org.beamlet.catalog.PathBook;
import org.beamlet.catalog.bundle.LoadedBundle;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.task.TaskTerms;

/**
 * Runs versions of the catalog's functions that are not those of the installation, from the bundles
 * of their releases. Each has its own class loader, so that versions do not meet; a few stay
 * loaded.
 */
final class OtherBundles {
    private static final int KEPT = 4;

    private final Map<Path, LoadedBundle> loaded = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * {@return the function's result}
     *
     * @param archive named by its SHA-256, so the same place is the same archive
     */
    ObjectNode call(
            Path archive, FunctionCode wanted, FunctionCall call, TaskTerms terms, PathBook book) {
        CatalogFunction function =
                of(archive)
                        .catalog()
                        .find(wanted.name(), wanted.version())
                        .orElseThrow(() ->
                                new BeamletException(
                                        ErrorCode.FUNCTION_NOT_FOUND,
                                        "the bundle of %s %s does not hold it"
                                                .formatted(wanted.name(), wanted.version()),
                                        "have an operator publish its release again, with"
                                                + " `beamlet function register --all`"));
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(function.getClass().getClassLoader());
        try {
            return Catalog.call(function, call, terms, book);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private synchronized LoadedBundle of(Path archive) {
        LoadedBundle known = loaded.computeIfAbsent(archive, LoadedBundle::open);
        if (loaded.size() > KEPT) {
            // Its loader stays open: a call of it may still run, and collected it closes nothing.
            loaded.remove(loaded.keySet().iterator().next());
        }
        return known;
    }
}

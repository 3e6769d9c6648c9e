package org.beamlet.worker.execution;

import java.util.Optional;
import org.beamlet.catalog.Catalog;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.task.TouchedPaths;

/** What can be said of a task's paths before it runs, and where it will not. */
public final class GivenPaths {
    /** Arguments that are longer are not read for this. */
    private static final int LONGEST = 1 << 20;

    private GivenPaths() {}

    /**
     * {@return the paths that the arguments of a task name, as they came; none of what is not of
     * the catalog, or cannot be read}
     */
    public static TouchedPaths of(Catalog catalog, String taskBuffer) {
        if (taskBuffer.length() > LONGEST) {
            return TouchedPaths.NONE;
        }
        try {
            Invocation invocation = Invocation.parse(taskBuffer);
            Optional<CatalogFunction> function =
                    catalog.find(invocation.function().name(), invocation.function().version());
            return function.isPresent()
                    ? Catalog.given(function.get(), invocation.arguments())
                    : TouchedPaths.NONE;
        } catch (BeamletException _) {
            // Whoever runs it says what is wrong with it.
            return TouchedPaths.NONE;
        }
    }
}

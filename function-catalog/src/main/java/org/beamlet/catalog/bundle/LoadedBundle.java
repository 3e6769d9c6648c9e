package org.beamlet.catalog.bundle;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import org.beamlet.catalog.Catalog;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.protocol.bundle.BundleFile;
import org.beamlet.protocol.bundle.BundleIndex;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * Functions of another release of the catalog, in a class loader of their own beside those of the
 * installation.
 */
public final class LoadedBundle implements AutoCloseable {
    private final BundleLoader loader;
    private final Catalog catalog;

    private LoadedBundle(BundleLoader loader, Catalog catalog) {
        this.loader = loader;
        this.catalog = catalog;
    }

    /**
     * Opens an archive.
     *
     * @throws BeamletException with code INPUT_INVALID where it is no archive of functions, or
     *     needs another release of Beamlet
     */
    public static LoadedBundle open(Path archive) {
        BundleLoader loader = new BundleLoader(url(archive));
        try {
            List<CatalogFunction> functions =
                    index(archive).functions().stream()
                            .map(one -> function(loader, archive, one.type()))
                            .toList();
            return new LoadedBundle(loader, new Catalog(functions));
        } catch (BeamletException e) {
            close(loader);
            throw e;
        }
    }

    /** {@return the functions} */
    public Catalog catalog() {
        return catalog;
    }

    private static URL url(Path archive) {
        try {
            return archive.toUri().toURL();
        } catch (MalformedURLException e) {
            throw invalid(archive, e);
        }
    }

    private static BundleIndex index(Path archive) {
        try (BundleFile bundle = BundleFile.open(archive)) {
            return BundleIndex.of(bundle)
                    .orElseThrow(
                            () -> invalid(archive, new IOException("no " + BundleIndex.PLACE)));
        } catch (IOException e) {
            throw invalid(archive, e);
        }
    }

    private static CatalogFunction function(BundleLoader loader, Path archive, String type) {
        try {
            return loader.loadClass(type)
                    .asSubclass(CatalogFunction.class)
                    .getConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
            Throwable cause =
                    e instanceof InvocationTargetException made && made.getCause() != null
                            ? made.getCause()
                            : e;
            throw invalid(archive, cause);
        }
    }

    private static BeamletException invalid(Path archive, Throwable cause) {
        return new BeamletException(
                ErrorCode.INPUT_INVALID,
                "%s is no bundle of functions that this release can run: %s"
                        .formatted(archive.getFileName(), cause),
                "use a version of the function that is installed here; see `beamlet function list`",
                cause);
    }

    private static void close(BundleLoader loader) {
        try {
            loader.close();
        } catch (IOException _) {
            // Nothing of it is used.
        }
    }

    @Override
    public void close() {
        close(loader);
    }
}

package org.beamlet.catalog.bundle;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Enumeration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes classes and resources from its archive first, but the function API from the installation,
 * so that both speak of the same. Libraries are the installation's.
 */
final class BundleLoader extends URLClassLoader {
    private static final Set<String> API =
            Set.of("org.beamlet.catalog", "org.beamlet.catalog.descriptor");
    private static final String PROTOCOL = "org.beamlet.protocol.";

    static {
        registerAsParallelCapable();
    }

    BundleLoader(URL archive) {
        super("bundle", new URL[] {archive}, BundleLoader.class.getClassLoader());
    }

    private static boolean shared(String name) {
        int end = name.lastIndexOf('.');
        return name.startsWith(PROTOCOL) || API.contains(name.substring(0, Math.max(0, end)));
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (shared(name)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            try {
                return findClass(name);
            } catch (ClassNotFoundException _) {
                return super.loadClass(name, resolve);
            }
        }
    }

    @Override
    public @Nullable URL getResource(String name) {
        URL own = findResource(name);
        return own == null ? super.getResource(name) : own;
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        Enumeration<URL> own = findResources(name);
        return own.hasMoreElements() ? own : super.getResources(name);
    }
}

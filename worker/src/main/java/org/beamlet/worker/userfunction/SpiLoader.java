package org.beamlet.worker.userfunction;

import java.util.Set;
import java.util.stream.Stream;

/**
 * What users' classes see besides the JDK: the function API and, for its {@code JsonNode}, Jackson.
 * Nothing else of Beamlet or of its libraries is there, so a JAR brings any version of anything.
 */
final class SpiLoader extends ClassLoader {
    private static final Set<String> API =
            Set.of(
                    "org.beamlet.catalog",
                    "org.beamlet.catalog.descriptor",
                    "org.beamlet.protocol.error");
    private static final String JACKSON = "com.fasterxml.jackson.";

    private final boolean jackson;

    /**
     * Makes one.
     *
     * @param jackson false where the user's code has a Jackson of its own
     */
    SpiLoader(boolean jackson) {
        super("beamlet-function-api", ClassLoader.getPlatformClassLoader());
        this.jackson = jackson;
    }

    /** {@return whether classes of a package are shown} */
    static boolean shows(String packageName) {
        return API.contains(packageName) || isJackson(packageName);
    }

    private static boolean isJackson(String packageName) {
        return Stream.of("core", "databind", "annotation")
                .map(JACKSON::concat)
                .anyMatch(root -> packageName.equals(root) || packageName.startsWith(root + "."));
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        String packageName = name.substring(0, Math.max(0, name.lastIndexOf('.')));
        if (API.contains(packageName) || (jackson && isJackson(packageName))) {
            return Class.forName(name, false, SpiLoader.class.getClassLoader());
        }
        throw new ClassNotFoundException(name);
    }
}

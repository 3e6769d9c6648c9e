package org.beamlet.protocol.id;

import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The UUID (version 5) of a function by its publisher, name and version, so that flows can carry it
 * in code.
 */
public final class CatalogFunctionId {
    /** Publishes the catalog that comes with Beamlet; the name is reserved to operators. */
    public static final String BEAMLET = "beamlet";

    private static final UUID NAMESPACE =
            NameBasedUuid.of(new UUID(0L, 0L), "functions.catalog.beamlet.org");

    private static final Pattern PUBLISHER = Pattern.compile("[^/\\s]{1,200}");

    private CatalogFunctionId() {}

    /** {@return the id of a function of Beamlet's catalog} */
    public static FunctionId of(String name, String version) {
        return new FunctionId(NameBasedUuid.of(NAMESPACE, name + "@" + version));
    }

    /**
     * {@return the id of anybody's function}
     *
     * @param publisher {@value #BEAMLET}, or whoever else; without a slash and blanks, so that no
     *     two publishers' names meet
     */
    public static FunctionId of(String publisher, String name, String version) {
        if (publisher.equals(BEAMLET)) {
            return of(name, version);
        }
        if (!isPublisher(publisher)) {
            throw new IllegalArgumentException("'%s' cannot publish".formatted(publisher));
        }
        return new FunctionId(NameBasedUuid.of(NAMESPACE, publisher + "/" + name + "@" + version));
    }

    /** {@return whether a text can be a publisher's name} */
    public static boolean isPublisher(String text) {
        return PUBLISHER.matcher(text).matches();
    }
}

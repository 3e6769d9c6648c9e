package org.beamlet.protocol.id;

import java.util.UUID;

/**
 * The UUID of a catalog function: fixed by name and version, so that flows can carry it in code.
 */
public final class CatalogFunctionId {
    private static final UUID NAMESPACE =
            NameBasedUuid.of(new UUID(0L, 0L), "functions.catalog.beamlet.org");

    private CatalogFunctionId() {}

    public static FunctionId of(String name, String version) {
        return new FunctionId(NameBasedUuid.of(NAMESPACE, name + "@" + version));
    }
}

package org.beamlet.client.command;

import java.util.Optional;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.protocol.id.FunctionId;

/**
 * The function that a command is about.
 *
 * @param version empty where the service knows none
 * @param catalog the function itself, where this installation has it
 * @param notice its owner's advice against it
 */
record FunctionChoice(
        FunctionId id,
        String name,
        String version,
        Optional<CatalogFunction> catalog,
        Optional<String> notice) {

    FunctionChoice(FunctionId id, String name, String version, Optional<CatalogFunction> catalog) {
        this(id, name, version, catalog, Optional.empty());
    }

    static FunctionChoice of(CatalogFunction function) {
        return new FunctionChoice(
                function.id(), function.name(), function.version(), Optional.of(function));
    }

    String shown() {
        return version.isEmpty() ? name : name + " " + version;
    }
}

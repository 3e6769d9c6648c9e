package org.beamlet.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.FunctionId;

/** All functions on the class path. */
public final class Catalog {
    private final List<CatalogFunction> functions;

    public Catalog(List<CatalogFunction> functions) {
        this.functions = functions.stream().sorted(Catalog::byNameAndVersion).toList();
    }

    /** By hand: the comparators of the JDK are code that each worker would make at its start. */
    private static int byNameAndVersion(CatalogFunction left, CatalogFunction right) {
        int order = left.name().compareTo(right.name());
        return order == 0 ? SemanticVersion.ORDER.compare(left.version(), right.version()) : order;
    }

    public static Catalog load() {
        return new Catalog(
                ServiceLoader.load(CatalogFunction.class, Catalog.class.getClassLoader()).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList());
    }

    public List<CatalogFunction> functions() {
        return functions;
    }

    /** The newest version of a function. */
    public Optional<CatalogFunction> find(String name) {
        return functions.stream().filter(f -> f.name().equals(name)).reduce((_, newer) -> newer);
    }

    public Optional<CatalogFunction> find(String name, String version) {
        return functions.stream()
                .filter(f -> f.name().equals(name) && f.version().equals(version))
                .findFirst();
    }

    public Optional<CatalogFunction> find(FunctionId id) {
        return functions.stream().filter(f -> f.id().equals(id)).findFirst();
    }

    /**
     * Checks the arguments against the function's schema and runs it.
     *
     * @throws BeamletException with code ARGUMENTS_INVALID naming each offending argument, or what
     *     the function raises
     */
    public static ObjectNode call(CatalogFunction function, FunctionCall call) {
        ArgumentCheck.check(function, call.arguments());
        ObjectNode result = function.run(call);
        if (!result.has("result_file") || !result.path("files").isArray()) {
            throw new BeamletException(
                    ErrorCode.INTERNAL_ERROR,
                    "%s %s returned no result_file and files"
                            .formatted(function.name(), function.version()),
                    "report this to the function's author");
        }
        return result;
    }
}

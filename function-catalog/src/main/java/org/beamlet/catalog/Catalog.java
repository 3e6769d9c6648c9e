package org.beamlet.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.beamlet.catalog.descriptor.Descriptors;
import org.beamlet.catalog.descriptor.FunctionDescriptor;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.task.Confinement;
import org.beamlet.protocol.task.TaskTerms;
import org.beamlet.protocol.task.TouchedPaths;

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
     * Checks the arguments against the function's schema, runs it, and adds to its result what ran
     * with what and where.
     *
     * @throws BeamletException with code ARGUMENTS_INVALID naming each offending argument, or what
     *     the function raises
     */
    public static ObjectNode call(CatalogFunction function, FunctionCall call) {
        return call(function, call, TaskTerms.NONE);
    }

    /**
     * As {@link #call(CatalogFunction, FunctionCall)}.
     *
     * @param terms with the content hash under which the caller knows the function, and what its
     *     owner says of a deprecated version
     */
    public static ObjectNode call(CatalogFunction function, FunctionCall call, TaskTerms terms) {
        return call(function, call, terms, new PathBook());
    }

    /**
     * The same.
     *
     * @param book in which the paths of its arguments are taken down, also where it is not made, if
     *     the terms ask for that
     */
    public static ObjectNode call(
            CatalogFunction function, FunctionCall call, TaskTerms terms, PathBook book) {
        FunctionDescriptor descriptor = Descriptors.of(function);
        FlowCall taken = FlowCall.of(descriptor, call.arguments());
        ArgumentCheck.check(function, taken.arguments());
        Confinement confinement = terms.confined();
        Optional<ConfinedCall.Checked> confined =
                confinement == null
                        ? Optional.empty()
                        : Optional.of(
                                ConfinedCall.check(
                                        confinement, function.schema(), taken.arguments(), book));
        if (confinement == null && terms.tellsPaths()) {
            book.resolved(function.schema(), taken.arguments());
        }
        JsonNode arguments =
                confined.map(ConfinedCall.Checked::arguments).orElseGet(taken::arguments);
        String content = ContentHashes.of(function.getClass());
        Provenance provenance = Provenance.of(descriptor, content, arguments);
        descriptor
                .deprecation()
                .ifPresent(one -> provenance.warn(one.about(descriptor.shownName())));
        String notice = terms.notice();
        if (notice != null) {
            provenance.warn(notice);
        }
        String published = terms.content();
        if (published != null && content != null && !published.equals(content)) {
            provenance.warn(
                    "%s was published with the content %s, and here ran %s: have the endpoint's"
                                    .formatted(descriptor.shownName(), published, content)
                            + " installation and the service's brought to the same release");
        }
        taken.warnings().forEach(provenance::warn);
        ObjectNode result = function.run(call.with(arguments, provenance));
        requireSound(function, result);
        confined.ifPresent(checked -> checked.call().finish(result));
        result.path("warnings").forEach(one -> provenance.warn(one.asText()));
        result.set("provenance", provenance.json());
        return result;
    }

    /**
     * {@return the paths that arguments of a call name, as they came}
     *
     * @param arguments need not satisfy the function's schema
     */
    public static TouchedPaths given(CatalogFunction function, JsonNode arguments) {
        PathBook book = new PathBook();
        book.given(function.schema(), FlowCall.of(Descriptors.of(function), arguments).arguments());
        return book.paths();
    }

    private static void requireSound(CatalogFunction function, ObjectNode result) {
        if (!result.has("result_file") || !result.path("files").isArray()) {
            throw new BeamletException(
                    ErrorCode.INTERNAL_ERROR,
                    "%s %s returned no result_file and files"
                            .formatted(function.name(), function.version()),
                    "report this to the function's author");
        }
        if ("FAILED".equals(result.path("result").textValue())) {
            // So other implementations say it; a flow that does not look would go on.
            throw new BeamletException(
                    ErrorCode.TASK_FAILED,
                    "%s returned result FAILED".formatted(function.name()),
                    "see the task's log, `beamlet task logs ID`");
        }
    }
}

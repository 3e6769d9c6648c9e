package org.beamlet.client.inprocess;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.beamlet.catalog.Catalog;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.catalog.Progress;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.UuidText;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.payload.Serialized;
import org.beamlet.protocol.text.NearestWord;
import org.beamlet.protocol.version.FunctionAlias;
import org.beamlet.protocol.version.Version;
import org.beamlet.worker.execution.TaskExecution;
import org.beamlet.worker.local.Execution;
import org.beamlet.worker.task.TaskOutcome;
import org.beamlet.worker.task.WorkerTask;
import org.jspecify.annotations.Nullable;

/** The catalog, and what a program adds to it. */
final class LocalFunctions implements Execution {
    private static final String JAVA_NAME = "[a-z0-9_.-]+";
    private static final String PYTHON_NAME = "[A-Za-z_]\\w*";

    private final Catalog catalog;
    private final Path largeResults;
    private final Execution ofCatalog;
    private final Map<FunctionId, LocalFunction> added = new ConcurrentHashMap<>();
    private final Map<String, Execution> ofAdded = new ConcurrentHashMap<>();

    LocalFunctions(Catalog catalog, Path largeResults) {
        this.catalog = catalog;
        this.largeResults = largeResults;
        this.ofCatalog = new TaskExecution(catalog, largeResults)::run;
    }

    @Override
    public TaskOutcome.Finished run(WorkerTask task, Progress progress) {
        return ofAdded.getOrDefault(task.functionId(), ofCatalog).run(task, progress);
    }

    <A, R extends @Nullable Object> FunctionId java(
            String name, Class<A> arguments, JavaFunction.Told<A, R> body) {
        requireName(name, JAVA_NAME, "lower-case letters, digits, dots, dashes and underscores");
        JavaFunctionBody<A, R> function = new JavaFunctionBody<>(name, arguments, body);
        Catalog alone = new Catalog(List.of(function));
        ofAdded.put(function.id().toString(), new TaskExecution(alone, largeResults)::run);
        return add(known(function, true));
    }

    FunctionId python(String name, String source) {
        requireName(name, PYTHON_NAME, "the name of a function that the source defines");
        String code = new Serialized(Serialized.SOURCE, name + ":" + source).text();
        return add(
                new LocalFunction(
                        FunctionId.random(), name, null, Payloads.pack(code), false, false));
    }

    private FunctionId add(LocalFunction function) {
        if (all().anyMatch(one -> one.name().equals(function.name()))) {
            throw new BeamletException(
                    ErrorCode.RESOURCE_CONFLICT,
                    "there is a function '%s' already".formatted(function.name()),
                    "choose another name");
        }
        added.put(function.id(), function);
        return function.id();
    }

    private static void requireName(String name, String form, String words) {
        if (!name.matches(form)) {
            throw new BeamletException(
                    ErrorCode.SEMANTICALLY_INVALID,
                    "'%s' cannot name a function".formatted(name),
                    "use " + words);
        }
    }

    LocalFunction find(FunctionId id) {
        return Optional.ofNullable(added.get(id))
                .or(() -> catalog.find(id).map(function -> known(function, false)))
                .orElseThrow(() ->
                        new BeamletException(
                                ErrorCode.FUNCTION_NOT_FOUND,
                                "function %s is not in the catalog of this installation"
                                        .formatted(id),
                                "run it on an endpoint, or see `beamlet function list`"));
    }

    FunctionId resolve(String word) {
        if (UuidText.isUuid(word)) {
            return FunctionId.parse(word);
        }
        FunctionAlias alias = FunctionAlias.parse(word);
        return all().filter(one -> one.name().equals(alias.name()) && included(alias, one))
                .max(Comparator.comparing(LocalFunctions::version))
                .map(LocalFunction::id)
                .orElseThrow(() -> unknown(word, alias.name()));
    }

    private static boolean included(FunctionAlias alias, LocalFunction function) {
        String version = function.version();
        return version == null ? alias.range().isEmpty() : alias.includes(version);
    }

    private static Version version(LocalFunction function) {
        return Version.parse(String.valueOf(function.version()))
                .orElse(new Version(0, 0, 0, "none"));
    }

    private BeamletException unknown(String word, String name) {
        List<String> names = new ArrayList<>(all().map(LocalFunction::name).distinct().toList());
        names.sort(Comparator.naturalOrder());
        return new BeamletException(
                ErrorCode.FUNCTION_NOT_FOUND,
                "there is no function '%s'".formatted(word),
                NearestWord.to(name, names)
                        .map("did you mean %s?"::formatted)
                        .orElse("this endpoint has " + String.join(", ", names)));
    }

    private Stream<LocalFunction> all() {
        return Stream.concat(
                added.values().stream(),
                catalog.functions().stream().map(function -> known(function, false)));
    }

    private static LocalFunction known(CatalogFunction function, boolean own) {
        return new LocalFunction(
                function.id(),
                function.name(),
                function.version(),
                function.code().packed(),
                function.idempotent(),
                own);
    }
}

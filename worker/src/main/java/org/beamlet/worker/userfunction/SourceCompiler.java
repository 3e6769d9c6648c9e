package org.beamlet.worker.userfunction;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.protocol.bundle.ClassPlace;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.payload.UserFunction;

/** Compiles one source file to memory, against the JDK and what {@link SpiLoader} shows. */
final class SourceCompiler {
    private static final List<String> OPTIONS =
            List.of("-parameters", "-g", "-proc:none", "-implicit:none", "-Xlint:none");
    private static final int MOST_FAULTS = 10;

    /** Deeply nested expressions take more than the stack of a worker's thread. */
    private static final long STACK = 16L * 1024 * 1024;

    private SourceCompiler() {}

    /**
     * {@return the classes by binary name}
     *
     * @throws BeamletException with code INPUT_INVALID and the faults with their lines, or
     *     INSTALLATION_INCOMPLETE where this Java runtime has no compiler
     */
    static Map<String, byte[]> compile(UserFunction.Source source) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new BeamletException(
                    ErrorCode.INSTALLATION_INCOMPLETE,
                    "%s cannot be compiled: the Java runtime %s has no compiler (module"
                                    .formatted(source.file(), System.getProperty("java.home"))
                            + " jdk.compiler)",
                    "have it replaced by a JDK, or register a JAR that was compiled elsewhere");
        }
        CompletableFuture<Map<String, byte[]>> classes = new CompletableFuture<>();
        Thread.Builder.OfPlatform thread =
                Thread.ofPlatform().daemon().name("compile " + source.file()).stackSize(STACK);
        thread.start(() -> {
            try {
                classes.complete(compile(compiler, source));
            } catch (IOException e) {
                classes.completeExceptionally(new UncheckedIOException(e));
            } catch (RuntimeException | Error e) {
                classes.completeExceptionally(e);
            }
        });
        try {
            return classes.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof BeamletException known ? known : crashed(source, e);
        }
    }

    private static Map<String, byte[]> compile(JavaCompiler compiler, UserFunction.Source source)
            throws IOException {
        DiagnosticCollector<JavaFileObject> faults = new DiagnosticCollector<>();
        try (StandardJavaFileManager standard =
                        compiler.getStandardFileManager(
                                faults, Locale.ROOT, StandardCharsets.UTF_8);
                MemoryFiles files = new MemoryFiles(standard)) {
            standard.setLocationFromPaths(StandardLocation.CLASS_PATH, api());
            boolean fine =
                    compiler.getTask(
                                    new StringWriter(),
                                    files,
                                    faults,
                                    OPTIONS,
                                    null,
                                    List.of(new Text(source)))
                            .call();
            if (!fine) {
                throw faulty(source, faults.getDiagnostics());
            }
            return files.classes();
        }
    }

    private static BeamletException faulty(
            UserFunction.Source source, List<Diagnostic<? extends JavaFileObject>> all) {
        List<String> faults =
                all.stream()
                        .filter(one -> one.getKind() == Diagnostic.Kind.ERROR)
                        .map(one ->
                                "line %d: %s"
                                        .formatted(
                                                one.getLineNumber(),
                                                one.getMessage(Locale.ROOT)
                                                        .strip()
                                                        .replaceAll("\\s+", " ")))
                        .toList();
        String more =
                faults.size() > MOST_FAULTS
                        ? ", and %d more".formatted(faults.size() - MOST_FAULTS)
                        : "";
        return new BeamletException(
                ErrorCode.INPUT_INVALID,
                "%s does not compile: %s"
                        .formatted(
                                source.file(),
                                faults.stream().limit(MOST_FAULTS).collect(Collectors.joining(", "))
                                        + more),
                "correct it and register it again; it may use the JDK (Java %d), org.beamlet.catalog"
                                .formatted(Runtime.version().feature())
                        + " and Jackson, anything else needs a JAR");
    }

    private static BeamletException crashed(UserFunction.Source source, CompletionException e) {
        return new BeamletException(
                ErrorCode.INPUT_INVALID,
                "the compiler gave up on %s: %s".formatted(source.file(), e.getCause()),
                "make it simpler, or register a JAR that was compiled elsewhere",
                e);
    }

    /** The files that hold what is shown, and no others to look through. */
    private static List<Path> api() {
        return Stream.of(
                        CatalogFunction.class,
                        BeamletException.class,
                        JsonNode.class,
                        JsonParser.class,
                        JsonProperty.class)
                .map(SourceCompiler::place)
                .distinct()
                .toList();
    }

    private static Path place(Class<?> type) {
        return ClassPlace.of(type)
                .orElseThrow(() ->
                        new BeamletException(
                                ErrorCode.INSTALLATION_INCOMPLETE,
                                "%s is in no file".formatted(type),
                                "install Beamlet again"));
    }

    /** The source, under the name that messages and stack traces show. */
    private static final class Text extends SimpleJavaFileObject {
        private final String text;

        Text(UserFunction.Source source) {
            super(URI.create("memory:///" + source.file()), Kind.SOURCE);
            this.text = source.text();
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}

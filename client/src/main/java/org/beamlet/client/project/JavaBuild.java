package org.beamlet.client.project;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Builds a Java project with the compiler and the libraries of this installation alone. */
public final class JavaBuild {
    private final FunctionProject project;
    private final String classPath;

    /**
     * @param classPath of the function API, and for tests of JUnit and {@code beamlet-testing}
     */
    public JavaBuild(FunctionProject project, String classPath) {
        this.project = project;
        this.classPath = classPath;
    }

    private Path target(String name) {
        return project.folder().resolve("target").resolve(name);
    }

    /**
     * Compiles the function and packs it.
     *
     * @return the JAR
     */
    public Path jar() {
        Path classes = target("classes");
        compile("main", classes, classPath);
        copyResources("main", classes);
        Path jar = project.archive();
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                ZipEntry entry = new ZipEntry(classes.relativize(file).toString());
                // The same classes make the same file.
                entry.setTime(315_532_800_000L);
                zip.putNextEntry(entry);
                Files.copy(file, zip);
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw notWritten(e);
        }
        return jar;
    }

    /**
     * Compiles the tests.
     *
     * @return the class path that runs them
     */
    public String tests() {
        Path classes = target("classes");
        Path tests = target("test-classes");
        String path = String.join(java.io.File.pathSeparator, classes.toString(), classPath);
        compile("test", tests, path);
        copyResources("test", tests);
        return String.join(java.io.File.pathSeparator, tests.toString(), path);
    }

    private Path source(String part, String kind) {
        return project.folder().resolve("src").resolve(part).resolve(kind);
    }

    private void compile(String part, Path to, String path) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new BeamletException(
                    ErrorCode.INSTALLATION_INCOMPLETE,
                    "the Java runtime %s has no compiler"
                            .formatted(System.getProperty("java.home")),
                    "install a JDK 25 and set BEAMLET_JAVA_HOME to it");
        }
        List<Path> sources = sources(source(part, "java"));
        if (sources.isEmpty()) {
            throw new BeamletException(
                    ErrorCode.INPUT_NOT_FOUND,
                    "there is no Java source under " + source(part, "java"),
                    "write one there, as `beamlet function new` does");
        }
        DiagnosticCollector<JavaFileObject> faults = new DiagnosticCollector<>();
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(faults, Locale.ROOT, StandardCharsets.UTF_8)) {
            clear(to);
            boolean fine =
                    compiler.getTask(
                                    new StringWriter(),
                                    files,
                                    faults,
                                    List.of(
                                            "-parameters",
                                            "-g",
                                            "-proc:none",
                                            "-Xlint:none",
                                            "-d",
                                            to.toString(),
                                            "-cp",
                                            path),
                                    null,
                                    files.getJavaFileObjectsFromPaths(sources))
                            .call();
            if (!fine) {
                throw faulty(faults.getDiagnostics());
            }
        } catch (IOException e) {
            throw notWritten(e);
        }
    }

    private static List<Path> sources(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.INPUT_NOT_FOUND,
                    "%s cannot be read: %s".formatted(folder, e.getMessage()),
                    "see that you may read it",
                    e);
        }
    }

    private static BeamletException faulty(List<Diagnostic<? extends JavaFileObject>> all) {
        List<String> faults =
                all.stream()
                        .filter(one -> one.getKind() == Diagnostic.Kind.ERROR)
                        .map(one ->
                                "%s line %d: %s"
                                        .formatted(
                                                one.getSource() == null
                                                        ? ""
                                                        : Path.of(one.getSource().getName())
                                                                .getFileName(),
                                                one.getLineNumber(),
                                                one.getMessage(Locale.ROOT)
                                                        .strip()
                                                        .replaceAll("\\s+", " ")))
                        .limit(10)
                        .toList();
        return new BeamletException(
                ErrorCode.INPUT_INVALID,
                "the project does not compile: " + String.join("; ", faults),
                "correct these lines");
    }

    private static void clear(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(folder);
    }

    private void copyResources(String part, Path to) {
        Path from = source(part, "resources");
        if (!Files.isDirectory(from)) {
            return;
        }
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw notWritten(e);
        }
    }

    private BeamletException notWritten(IOException e) {
        return new BeamletException(
                ErrorCode.OUTPUT_NOT_WRITABLE,
                "%s cannot be written: %s".formatted(target(""), e.getMessage()),
                "see that the folder is yours and the disk has room",
                e);
    }
}

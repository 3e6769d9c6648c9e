package org.beamlet.worker.userfunction;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.payload.JavaEntry;
import org.beamlet.protocol.payload.UserFunction;
import org.beamlet.worker.artifact.Hashes;

/**
 * A function that was looked at before it is registered: nothing of it was run, and a worker with
 * the same Java will find what was found here.
 *
 * @param arguments types by name, as the source has them, in order
 * @param result its type
 */
public record Inspection(UserFunction function, Map<String, String> arguments, String result) {

    /**
     * Looks at a JAR.
     *
     * @throws BeamletException naming what is wrong with it and what to do
     */
    public static Inspection ofJar(Path jar, JavaEntry entry) {
        LoadedCode code = LoadedCode.ofJar(jar, String.valueOf(jar.getFileName()));
        code.begin();
        try {
            UserFunction function = new UserFunction.Jar(Hashes.of(jar), Files.size(jar), entry);
            return of(function, code);
        } catch (IOException e) {
            throw unreadable(jar, e);
        } finally {
            code.retire();
            code.end();
        }
    }

    /**
     * Compiles a source file and looks at it.
     *
     * @param entry may be left out where the file's class has one method that can be meant
     * @throws BeamletException naming what is wrong with it and what to do
     */
    public static Inspection ofSource(Path file, Optional<JavaEntry> entry) {
        String name = String.valueOf(file.getFileName());
        String text = text(file);
        // Compiled under a stand-in until it is known which method is meant.
        JavaEntry any = new JavaEntry(name.replaceFirst("\\.java$", ""), "any");
        LoadedCode code =
                LoadedCode.compiled(new UserFunction.Source(name, text, entry.orElse(any)));
        JavaEntry found = entry.orElseGet(() -> only(code, any.className(), text));
        return of(new UserFunction.Source(name, text, found), code);
    }

    private static String text(Path file) {
        try {
            if (Files.size(file) > 4L * UserFunction.LARGEST_SOURCE) {
                throw new BeamletException(
                        ErrorCode.FUNCTION_TOO_LARGE,
                        "%s has %,d bytes".formatted(file, Files.size(file)),
                        "build a JAR of it and register that with --jar");
            }
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static Inspection of(UserFunction function, LoadedCode code) {
        BoundMethod method = code.method(function.entry());
        Map<String, String> arguments = new LinkedHashMap<>();
        method.arguments().forEach(one -> arguments.put(one.name(), one.typeText()));
        return new Inspection(function, arguments, method.resultText());
    }

    /** The class that the file is named after, and its one method, static ones before others. */
    private static JavaEntry only(LoadedCode code, String className, String source) {
        String packageName =
                Stream.of(source.split("\\R", -1))
                        .map(String::strip)
                        .filter(line -> line.matches("package\\s+[\\w.]+\\s*;.*"))
                        .map(line -> line.replaceFirst("package\\s+([\\w.]+)\\s*;.*", "$1."))
                        .findFirst()
                        .orElse("");
        String full = packageName + className;
        try {
            Class<?> type = Class.forName(full, false, code.loader());
            List<Method> callable =
                    Stream.of(type.getDeclaredMethods())
                            .filter(one ->
                                    !one.isSynthetic()
                                            && !Modifier.isPrivate(one.getModifiers())
                                            && !one.getName().equals("main"))
                            .toList();
            List<Method> open =
                    callable.stream().filter(one -> Modifier.isPublic(one.getModifiers())).toList();
            List<Method> chosen = open.isEmpty() ? callable : open;
            if (chosen.size() == 1) {
                return new JavaEntry(full, chosen.getFirst().getName());
            }
            throw new BeamletException(
                    ErrorCode.USAGE,
                    "%s has %d methods that could be meant: %s"
                            .formatted(full, chosen.size(), names(chosen)),
                    "name one, such as --entry %s#%s"
                            .formatted(
                                    full, chosen.isEmpty() ? "find" : chosen.getFirst().getName()));
        } catch (ClassNotFoundException e) {
            throw new BeamletException(
                    ErrorCode.USAGE,
                    "the file has no class %s".formatted(full),
                    "name class and method, such as --entry org.lab.Peaks#find",
                    e);
        }
    }

    private static String names(List<Method> methods) {
        return methods.isEmpty()
                ? "none"
                : methods.stream().map(Method::getName).sorted().collect(Collectors.joining(", "));
    }

    private static BeamletException unreadable(Path file, IOException e) {
        return new BeamletException(
                ErrorCode.INPUT_NOT_FOUND,
                "%s cannot be read: %s".formatted(file, e),
                "give the path of a file that is there, text in UTF-8",
                e);
    }
}

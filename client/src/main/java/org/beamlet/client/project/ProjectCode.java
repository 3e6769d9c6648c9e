package org.beamlet.client.project;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** The source text of functions that are no Java. */
public final class ProjectCode {
    private ProjectCode() {}

    /** {@return the code of a Python or shell project} */
    public static PythonSource source(FunctionProject project) {
        FunctionProject.About about = project.about();
        String file = about.source();
        return switch (about.kind()) {
            case JAVA -> throw FunctionProject.invalid("a Java project has no source text");
            case PYTHON -> PythonSource.of(file, project.sourceText(), about.entry());
            case SHELL ->
                    PythonSource.ofShell(file, project.sourceText(), entry(about.entry(), file));
        };
    }

    /**
     * {@return the code of a single file, by its name's ending}
     *
     * @param entry the function that is meant, if it is said
     */
    public static PythonSource source(Path file, @Nullable String entry) {
        String name = String.valueOf(file.getFileName());
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            return name.endsWith(".py")
                    ? PythonSource.of(name, text, entry)
                    : PythonSource.ofShell(name, text, entry(entry, name));
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.INPUT_NOT_FOUND,
                    "%s cannot be read as text: %s".formatted(file, e),
                    "give a file of Python or shell, in UTF-8",
                    e);
        }
    }

    private static String entry(@Nullable String given, String file) {
        return given == null ? file.replaceFirst("\\.[^.]*$", "").replaceAll("\\W", "_") : given;
    }
}

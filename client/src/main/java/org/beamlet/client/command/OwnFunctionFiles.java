package org.beamlet.client.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.beamlet.client.JavaFunctions;
import org.beamlet.client.project.FunctionProject;
import org.beamlet.client.project.JavaBuild;
import org.beamlet.client.project.ProjectCode;
import org.beamlet.client.project.PythonSource;
import org.beamlet.client.project.TestLibraries;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.payload.JavaEntry;
import org.beamlet.protocol.version.Version;
import org.beamlet.worker.userfunction.Inspection;
import org.jspecify.annotations.Nullable;

/** Makes functions of what lies in files. */
final class OwnFunctionFiles {
    private final Path folder;
    private final Given given;

    /** What was said besides the file. */
    record Given(@Nullable String entry, @Nullable String name, @Nullable String description) {}

    OwnFunctionFiles(Path folder, Given given) {
        this.folder = folder;
        this.given = given;
    }

    /** {@return the function of a file or project; empty where the word names neither} */
    Optional<OwnFunction> find(String word) {
        Path place = folder.resolve(word);
        if (FunctionProject.isOne(place)) {
            return Optional.of(ofProject(FunctionProject.read(place)));
        }
        boolean script = word.endsWith(".py") || word.endsWith(".sh");
        if (script || word.endsWith(".java")) {
            return Optional.of(script ? ofScript(place) : ofJavaSource(place));
        }
        if (Files.isDirectory(place) || word.endsWith(".jar")) {
            throw word.endsWith(".jar")
                    ? usage(
                            "of the JAR '%s' a method must be named".formatted(word),
                            "give --jar FILE --entry CLASS#METHOD")
                    : usage(
                            "'%s' has no %s".formatted(word, FunctionProject.FILE),
                            "give a folder that `beamlet function new` has written");
        }
        return Optional.empty();
    }

    private OwnFunction ofProject(FunctionProject project) {
        FunctionProject.About about = project.about();
        JavaFunctions.Label label =
                label(about.name() + "@" + about.version(), about.description());
        return switch (about.kind()) {
            case JAVA -> {
                Path built = new JavaBuild(project, TestLibraries.ofApi()).jar();
                JavaEntry entry = JavaEntry.parse(about.entry() + "#run");
                yield new OwnFunction.OfJava(
                        Inspection.ofJar(built, entry), Optional.of(built), label);
            }
            case PYTHON -> new OwnFunction.OfText(ProjectCode.source(project), "python", label);
            case SHELL -> new OwnFunction.OfText(ProjectCode.source(project), "shell", label);
        };
    }

    private OwnFunction ofScript(Path file) {
        PythonSource source = ProjectCode.source(file, given.entry);
        String language = file.toString().endsWith(".py") ? "python" : "shell";
        return new OwnFunction.OfText(source, language, label(source.entry(), null));
    }

    OwnFunction ofJavaSource(Path file) {
        Inspection inspected =
                Inspection.ofSource(
                        folder.resolve(file),
                        Optional.ofNullable(given.entry).map(JavaEntry::parse));
        return new OwnFunction.OfJava(
                inspected, Optional.empty(), label(inspected.function().entry().shortName(), null));
    }

    OwnFunction ofJar(Path file) {
        String method = given.entry;
        if (method == null) {
            throw usage("--jar needs --entry", "name it, such as --entry org.lab.Peaks#find");
        }
        Path archive = folder.resolve(file);
        Inspection inspected = Inspection.ofJar(archive, JavaEntry.parse(method));
        return new OwnFunction.OfJava(
                inspected,
                Optional.of(archive),
                label(inspected.function().entry().shortName(), null));
    }

    /** What was said on the command line counts before what the files say. */
    private JavaFunctions.Label label(String known, @Nullable String text) {
        String shown = given.name == null ? known : given.name;
        int at = shown.lastIndexOf('@');
        String version = at < 0 ? null : shown.substring(at + 1);
        if (version != null && Version.parse(version).isEmpty()) {
            throw usage(
                    "'%s' is no version".formatted(version), "write it as numbers, such as 1.0.0");
        }
        return new JavaFunctions.Label(
                at < 0 ? shown : shown.substring(0, at),
                version,
                given.description == null ? text : given.description);
    }

    private static BeamletException usage(String what, String remedy) {
        return new BeamletException(ErrorCode.USAGE, what, remedy);
    }
}

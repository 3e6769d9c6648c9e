package org.beamlet.client.command;

import java.nio.file.Path;
import org.beamlet.client.project.FunctionProject;
import picocli.CommandLine.Parameters;

/** Which project a command is about. */
final class ProjectFolder {
    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "The project; default: here.")
    private Path folder = Path.of(".");

    FunctionProject read(Environment environment) {
        return FunctionProject.read(environment.folder().resolve(folder));
    }
}

package org.beamlet.client.command;

import java.util.concurrent.Callable;
import org.beamlet.client.project.FunctionProject;
import org.beamlet.client.project.JavaBuild;
import org.beamlet.client.project.PythonSource;
import org.beamlet.client.project.TestLibraries;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Builds a function's project. */
@Command(
        name = "build",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = {
            "Build the project of a function: Java is compiled and packed, of other languages the file is"
                    + " looked at.",
            "Needs nothing but this installation."
        })
final class FunctionBuildCommand implements Callable<Integer> {
    private final Environment environment;

    @Mixin private ProjectFolder folder = new ProjectFolder();

    FunctionBuildCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        FunctionProject project = folder.read(environment);
        String built =
                switch (project.about().kind()) {
                    case JAVA -> new JavaBuild(project, TestLibraries.ofApi()).jar().toString();
                    case PYTHON ->
                            PythonSource.of(
                                            project.about().source(),
                                            project.sourceText(),
                                            project.about().entry())
                                    .entry();
                    case SHELL -> project.folder().resolve(project.about().source()).toString();
                };
        environment.terminal().out().println(built);
        return ExitCode.OK;
    }
}

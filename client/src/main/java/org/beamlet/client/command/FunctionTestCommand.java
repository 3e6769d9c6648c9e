package org.beamlet.client.command;

import java.util.concurrent.Callable;
import org.beamlet.client.project.FunctionProject;
import org.beamlet.client.project.ProjectTest;
import org.beamlet.client.project.TestLibraries;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Tests a function's project without a service. */
@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = {
            "Test the project of a function on this machine, without a service or an endpoint: Java with its"
                    + " JUnit tests, other languages by the example in beamlet-function.json.",
            "Needs nothing but this installation."
        })
final class FunctionTestCommand implements Callable<Integer> {
    private final Environment environment;

    @Mixin private ProjectFolder folder = new ProjectFolder();

    FunctionTestCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        FunctionProject project = folder.read(environment);
        ProjectTest test = new ProjectTest(project, environment.terminal().out()::println);
        return switch (project.about().kind()) {
            case JAVA -> test.java(TestLibraries.of(environment.app())) ? ExitCode.OK : 1;
            case PYTHON, SHELL -> {
                test.example();
                yield ExitCode.OK;
            }
        };
    }
}

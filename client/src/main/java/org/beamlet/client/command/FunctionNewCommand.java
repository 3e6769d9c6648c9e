package org.beamlet.client.command;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.beamlet.client.project.FunctionProject;
import org.beamlet.client.project.Skeleton;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Begins a function of one's own. */
@Command(
        name = "new",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description = {
            "Write a project with a function that works, its test and what it says of itself.",
            "It builds, tests and registers with one command each."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  beamlet function new lab.peaks",
            "  beamlet function test peaks",
            "  beamlet function register peaks"
        })
final class FunctionNewCommand implements Callable<Integer> {
    private final Environment environment;

    @Parameters(
            paramLabel = "NAME",
            description = "Of the function: lower-case words joined by dots.")
    private String name = "";

    @ArgGroup private @Nullable Language language;

    @Option(
            names = "--to",
            paramLabel = "DIR",
            description = "The folder to make; default: the name's last word.")
    private @Nullable Path to;

    private static final class Language {
        @Option(names = "--java", description = "In Java (the default).")
        private boolean java;

        @Option(names = "--python", description = "In Python, in one file.")
        private boolean python;

        @Option(names = "--shell", description = "A shell script.")
        private boolean shell;
    }

    FunctionNewCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Path given = to;
        Path folder =
                environment
                        .folder()
                        .resolve(
                                given == null
                                        ? Path.of(name.substring(name.lastIndexOf('.') + 1))
                                        : given);
        Skeleton.write(name, kind(), folder, InstalledVersion.text())
                .forEach(file -> environment.terminal().out().println(file));
        environment
                .terminal()
                .err()
                .println("next: beamlet function test %s".formatted(folder.getFileName()));
        return ExitCode.OK;
    }

    private FunctionProject.Kind kind() {
        Language chosen = language;
        if (chosen == null || chosen.java) {
            return FunctionProject.Kind.JAVA;
        }
        if (chosen.python) {
            return FunctionProject.Kind.PYTHON;
        }
        if (chosen.shell) {
            return FunctionProject.Kind.SHELL;
        }
        throw new IllegalStateException("a group without one of its options");
    }
}

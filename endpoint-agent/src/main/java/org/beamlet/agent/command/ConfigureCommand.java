package org.beamlet.agent.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.config.DefaultConfig;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.PrivateFiles;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Makes the folder of a new endpoint with a configuration that works as it is. */
@Command(
        name = "configure",
        mixinStandardHelpOptions = true,
        description = "Makes a new endpoint on this machine.")
final class ConfigureCommand implements Callable<Integer> {
    @ParentCommand EndpointCommand parent = new EndpointCommand();
    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "NAME",
            defaultValue = "default",
            description = "Name on this machine.")
    String name = "";

    @Option(names = "--display-name", description = "Name that users see.")
    @Nullable String displayName;

    @Override
    public Integer call() throws IOException {
        EndpointFolder folder = parent.folder(name);
        if (folder.configured()) {
            throw new BeamletException(
                    ErrorCode.RESOURCE_CONFLICT,
                    "endpoint '%s' is configured already, in %s".formatted(name, folder.path()),
                    "edit its config.yaml, or delete it first with `beamlet endpoint delete %s`"
                            .formatted(name));
        }
        String text = DefaultConfig.text(displayName, Runtime.getRuntime().availableProcessors());
        var _ = ConfigReader.parse(text, folder.config().toString());
        try {
            PrivateFiles.folder(folder.path());
            PrivateFiles.write(folder.config(), text);
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.OUTPUT_NOT_WRITABLE,
                    "%s cannot be written: %s".formatted(folder.path(), e.getMessage()),
                    "make it writable, or set BEAMLET_HOME",
                    e);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("Created profile for endpoint named <%s>".formatted(name));
        out.println();
        out.println("    Configuration file: " + folder.config());
        out.println();
        out.println("Use the `start` subcommand to run it:");
        out.println();
        out.println("    $ beamlet endpoint start " + name);
        out.flush();
        return 0;
    }
}

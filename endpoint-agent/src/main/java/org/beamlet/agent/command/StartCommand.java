package org.beamlet.agent.command;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Runs the agent, in front or behind. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        description = "Starts an endpoint; it ends on SIGTERM or Ctrl-C.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  beamlet endpoint start workstation",
            "  beamlet endpoint start workstation --detach --url https://beamlet.example.org"
        })
final class StartCommand implements Callable<Integer> {
    @ParentCommand EndpointCommand parent = new EndpointCommand();
    @Spec CommandSpec spec = CommandSpec.create();
    @Mixin StartOptions options = new StartOptions();

    @Parameters(
            paramLabel = "NAME",
            defaultValue = "default",
            description = "Name on this machine.")
    String name = "";

    @Override
    public Integer call() throws Exception {
        PrintWriter err = spec.commandLine().getErr();
        options.start(parent, options.check(parent, name, err), spec.commandLine().getOut());
        return 0;
    }
}

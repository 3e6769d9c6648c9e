package org.beamlet.agent.command;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Stops an agent, if one runs, and starts one. */
@Command(
        name = "restart",
        mixinStandardHelpOptions = true,
        description = {
            "Stops an endpoint, if it runs, and starts it with the options given here.",
            "Faults of config.yaml are told before anything is stopped."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  beamlet endpoint restart workstation --detach"})
final class RestartCommand implements Callable<Integer> {
    @ParentCommand EndpointCommand parent = new EndpointCommand();
    @Spec CommandSpec spec = CommandSpec.create();
    @Mixin StartOptions options = new StartOptions();

    @Parameters(
            paramLabel = "NAME",
            defaultValue = "default",
            description = "Name on this machine.")
    String name = "";

    @Option(names = "--force", description = "As of `stop`: ends an agent that does not.")
    boolean force;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        // A running endpoint is not given up for one that cannot start.
        StartOptions.Checked checked = options.check(parent, name, spec.commandLine().getErr());
        if (StopCommand.stop(checked.folder(), force)) {
            out.println("> Endpoint %s is now stopped".formatted(name));
            out.flush();
        }
        options.start(parent, checked, out);
        return 0;
    }
}

package org.beamlet.agent.command;

import java.util.concurrent.Callable;
import org.beamlet.agent.home.EndpointFolder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Prints a unit that starts an endpoint with the machine. */
@Command(
        name = "systemd",
        mixinStandardHelpOptions = true,
        description = {
            "Prints a systemd user unit for an endpoint; its first lines say how to install it.",
            "BEAMLET_HOME, BEAMLET_URL and other settings of Beamlet and of proxies go with it,"
                    + " tokens do not: keep one with `beamlet login` or in BEAMLET_HOME/token."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  beamlet endpoint systemd workstation >"
                    + " ~/.config/systemd/user/beamlet-endpoint-workstation.service"
        })
final class SystemdCommand implements Callable<Integer> {
    @ParentCommand EndpointCommand parent = new EndpointCommand();
    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "NAME",
            defaultValue = "default",
            description = "Name on this machine.")
    String name = "";

    @Option(names = "--url", paramLabel = "URL", description = "URL of the service.")
    @Nullable String url;

    @Override
    public Integer call() {
        EndpointFolder folder = parent.folder(name).required();
        UserUnit unit =
                new UserUnit(
                        folder.name().value(),
                        KeptSettings.program(),
                        KeptSettings.of(parent, url));
        spec.commandLine().getOut().print(unit.text());
        spec.commandLine().getOut().flush();
        return 0;
    }
}

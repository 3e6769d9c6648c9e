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

/** Prints lines for cron that keep an endpoint alive. */
@Command(
        name = "cron",
        mixinStandardHelpOptions = true,
        description = {
            "Prints lines for `crontab` that start an endpoint with the machine and whenever it has"
                    + " ended, for hosts on which units of users do not linger; the first lines say"
                    + " how to install them.",
            "They may stand on several login nodes of one home: where an agent serves on another"
                    + " one, or was stopped by hand, they do nothing.",
            "BEAMLET_HOME, BEAMLET_URL and other settings of Beamlet and of proxies go with them,"
                    + " tokens do not: keep one with `beamlet login` or in BEAMLET_HOME/token."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  (crontab -l; beamlet endpoint cron workstation) | crontab -"})
final class CronCommand implements Callable<Integer> {
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
        Crontab lines =
                new Crontab(
                        folder.name().value(),
                        KeptSettings.program(),
                        KeptSettings.of(parent, url));
        spec.commandLine().getOut().print(lines.text());
        spec.commandLine().getOut().flush();
        return 0;
    }
}

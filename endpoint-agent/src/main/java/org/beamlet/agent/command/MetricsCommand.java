package org.beamlet.agent.command;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.beamlet.agent.door.DoorClient;
import org.beamlet.agent.door.DoorRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Prints what Prometheus would read. */
@Command(
        name = "metrics",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the metrics of a running endpoint in Prometheus' text format, as for a textfile"
                    + " collector. With metrics_port in config.yaml it also answers GET /metrics on"
                    + " that port of 127.0.0.1."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  beamlet endpoint metrics workstation > /var/lib/node_exporter/beamlet.prom"})
final class MetricsCommand implements Callable<Integer> {
    @ParentCommand EndpointCommand parent = new EndpointCommand();
    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "NAME",
            defaultValue = "default",
            description = "Name on this machine.")
    String name = "";

    @Override
    public Integer call() throws IOException {
        String text =
                DoorClient.ask(parent.folder(name).required(), new DoorRequest.Metrics())
                        .path("text")
                        .asText("");
        spec.commandLine().getOut().print(text);
        spec.commandLine().getOut().flush();
        return 0;
    }
}

package org.beamlet.client.command;

import java.util.concurrent.Callable;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.EndpointGroupSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Deletes a group. */
@Command(
        name = "delete",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = "Delete an endpoint group; its tasks stay with the endpoints that have them.")
final class EndpointGroupDeleteCommand implements Callable<Integer> {
    private final Environment environment;

    @Parameters(paramLabel = "GROUP", description = "Name or id.")
    private String word = "";

    EndpointGroupDeleteCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        try (BeamletClient client = environment.client()) {
            EndpointGroupSummary group = new EndpointGroupLookup(client).required(word);
            client.deleteEndpointGroup(group.id());
            environment
                    .terminal()
                    .out()
                    .println("endpoint group '%s' deleted".formatted(group.name()));
            return ExitCode.OK;
        }
    }
}

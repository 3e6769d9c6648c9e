package org.beamlet.client.command;

import java.util.List;
import java.util.concurrent.Callable;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.EndpointGroupSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a group. */
@Command(
        name = "create",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = "Make a group of endpoints; submit to it as to an endpoint.")
final class EndpointGroupCreateCommand implements Callable<Integer> {
    private final Environment environment;

    @Parameters(index = "0", paramLabel = "NAME", description = "How the group is called.")
    private String name = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "ENDPOINT",
            description = "Names or ids, the preferred one first.")
    private List<String> endpoints = List.of();

    @Option(
            names = "--policy",
            paramLabel = "POLICY",
            defaultValue = "ordered",
            description = "ordered: the first that can; least-loaded: the one with least to do.")
    private String policy = "";

    @Option(
            names = "--running",
            paramLabel = "WHEN",
            defaultValue = "after-lease",
            description = {
                "When a task that an endpoint has begun goes to another: after-lease, when-offline"
                        + " (it may then run twice at the same time) or never."
            })
    private String running = "";

    EndpointGroupCreateCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        try (BeamletClient client = environment.client()) {
            EndpointLookup lookup = new EndpointLookup(environment.home().root(), client);
            EndpointGroupSummary group =
                    client.createEndpointGroup(
                            name,
                            policy,
                            running,
                            endpoints.stream().map(word -> lookup.find(word)).toList());
            environment
                    .terminal()
                    .out()
                    .println("endpoint group '%s': %s".formatted(name, group.uuid()));
            return ExitCode.OK;
        }
    }
}

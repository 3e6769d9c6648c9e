package org.beamlet.client.command;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Endpoints that stand in for each other. */
@Command(
        name = "endpoint-group",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = "Let endpoints stand in for each other: create, list, show, delete groups.",
        synopsisSubcommandLabel = "COMMAND")
final class EndpointGroupCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    static CommandLine line(Environment environment) {
        return new CommandLine(new EndpointGroupCommand())
                .addSubcommand(new EndpointGroupCreateCommand(environment))
                .addSubcommand(new EndpointGroupListCommand(environment))
                .addSubcommand(new EndpointGroupShowCommand(environment))
                .addSubcommand(new EndpointGroupDeleteCommand(environment));
    }

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(),
                "what to do with endpoint groups is missing: create, list, show or delete");
    }
}

package org.beamlet.client.command;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What was run. */
@Command(
        name = "task",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = "List, watch and cancel tasks.",
        synopsisSubcommandLabel = "COMMAND")
final class TaskCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    static CommandLine line(Environment environment) {
        return new CommandLine(new TaskCommand())
                .addSubcommand(new TaskListCommand(environment))
                .addSubcommand(new TaskShowCommand(environment))
                .addSubcommand(new TaskLogsCommand(environment))
                .addSubcommand(new TaskCancelCommand(environment));
    }

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(),
                "what to do with a task is missing: list, show, logs or cancel");
    }
}

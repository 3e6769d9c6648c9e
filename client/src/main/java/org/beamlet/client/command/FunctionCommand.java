package org.beamlet.client.command;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What can be run. */
@Command(
        name = "function",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = "List, search, show, write, test, register, withdraw and pin functions.",
        synopsisSubcommandLabel = "COMMAND")
final class FunctionCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    static CommandLine line(Environment environment) {
        return new CommandLine(new FunctionCommand())
                .addSubcommand(new FunctionListCommand(environment))
                .addSubcommand(new FunctionSearchCommand(environment))
                .addSubcommand(new FunctionShowCommand(environment))
                .addSubcommand(new FunctionNewCommand(environment))
                .addSubcommand(new FunctionBuildCommand(environment))
                .addSubcommand(new FunctionTestCommand(environment))
                .addSubcommand(new FunctionRegisterCommand(environment))
                .addSubcommand(new FunctionDeprecateCommand(environment))
                .addSubcommand(new FunctionPinCommand(environment));
    }

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(),
                "what to do with functions is missing: list, search, show, new, build, test, register,"
                        + " deprecate or pin");
    }
}

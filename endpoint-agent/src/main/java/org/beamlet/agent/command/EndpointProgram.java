package org.beamlet.agent.command;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import picocli.CommandLine;

/** {@code beamlet endpoint …} begins here. */
@QuarkusMain
public final class EndpointProgram implements QuarkusApplication {
    public static void main(String... arguments) {
        Quarkus.run(EndpointProgram.class, arguments);
    }

    @Override
    public int run(String... arguments) {
        return commandLine().execute(arguments);
    }

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new EndpointCommand());
        commandLine.setExecutionExceptionHandler(
                (error, command, _) -> Failure.tell(error, command));
        commandLine.setParameterExceptionHandler(Failure::tellUsage);
        return commandLine;
    }
}

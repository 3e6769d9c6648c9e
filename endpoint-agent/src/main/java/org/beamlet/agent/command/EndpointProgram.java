package org.beamlet.agent.command;

import io.quarkus.runtime.annotations.QuarkusMain;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.LogContext;
import picocli.CommandLine;

/** {@code beamlet endpoint …} begins here; Quarkus is started by the one command that serves. */
@QuarkusMain
public final class EndpointProgram {
    private EndpointProgram() {}

    public static void main(String... arguments) {
        // Before Quarkus has read its settings every level is on, for nobody to see.
        LogContext.getLogContext().getLogger("").setLevel(Level.WARN);
        System.exit(commandLine(new EndpointCommand()).execute(arguments));
    }

    static CommandLine commandLine(EndpointCommand command) {
        CommandLine commandLine = new CommandLine(command);
        commandLine.setCommandName("beamlet endpoint");
        commandLine.setExecutionExceptionHandler((error, line, _) -> Failure.tell(error, line));
        commandLine.setParameterExceptionHandler(Failure::tellUsage);
        return commandLine;
    }
}

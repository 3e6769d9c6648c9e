package org.beamlet.cloud.command;

import io.quarkus.runtime.annotations.QuarkusMain;
import picocli.CommandLine;

/** Where {@code beamlet cloud} begins; Quarkus is started by the one command that serves. */
@QuarkusMain
public final class CloudMain {
    private CloudMain() {}

    public static void main(String... arguments) {
        EarlyLog.quiet();
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new CloudCommand());
        CommandErrors errors = new CommandErrors();
        line.setExecutionExceptionHandler(errors);
        line.setParameterExceptionHandler(errors);
        return line;
    }
}

package org.beamlet.agent.command;

import java.io.PrintWriter;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * Tells errors in one line.
 *
 * <p>Exit status: 1 what the user asked cannot be done, 2 the command line is wrong, 3 the site is
 * not as it should be (service, broker, disk, another agent), 70 Beamlet is at fault.
 */
final class Failure {
    private static final int BUG = 70;

    private Failure() {}

    static int tell(Exception error, CommandLine command) {
        PrintWriter err = command.getErr();
        boolean debug =
                command.getCommandSpec().root().userObject() instanceof EndpointCommand root
                        && root.debug;
        if (debug) {
            error.printStackTrace(err);
        }
        if (error instanceof BeamletException told) {
            err.println("error: " + told.getMessage());
            err.flush();
            return status(told);
        }
        err.println(
                "error: %s; run it again with --debug and report what it says".formatted(error));
        err.flush();
        return BUG;
    }

    private static int status(BeamletException error) {
        if (error.code() == ErrorCode.USAGE) {
            return 2;
        }
        return switch (error.kind()) {
            case USER -> 1;
            case SITE -> 3;
            case BUG -> BUG;
        };
    }

    static int tellUsage(ParameterException error, String[] arguments) {
        CommandLine command = error.getCommandLine();
        command.getErr()
                .println(
                        "error: %s; see `beamlet %s --help`"
                                .formatted(
                                        error.getMessage(),
                                        command.getCommandSpec().qualifiedName()));
        command.getErr().flush();
        return 2;
    }
}

package org.beamlet.agent.command;

import java.io.PrintWriter;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorKind;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Tells errors in one line.
 *
 * <p>Exit status, as of all commands: 1 it did not work, 2 the command or the configuration must be
 * changed, 3 the service or its broker cannot be reached. That of {@code start} is 4 where another
 * agent has the endpoint.
 */
final class Failure {
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
        return 1;
    }

    private static int status(BeamletException error) {
        return switch (error.code()) {
            case SERVICE_UNREACHABLE, BROKER_UNREACHABLE, STORE_UNAVAILABLE, TOO_MANY_REQUESTS -> 3;
            default -> error.kind() == ErrorKind.USER ? 2 : 1;
        };
    }

    static int tellUsage(ParameterException error, String[] arguments) {
        String meant =
                error instanceof UnmatchedArgumentException unmatched
                        ? unmatched.getSuggestions().stream()
                                .findFirst()
                                .map(" (did you mean '%s'?)"::formatted)
                                .orElse("")
                        : "";
        CommandLine command = error.getCommandLine();
        command.getErr()
                .println(
                        "error: %s%s; see `%s --help`"
                                .formatted(
                                        error.getMessage(),
                                        meant,
                                        command.getCommandSpec().qualifiedName()));
        command.getErr().flush();
        return 2;
    }
}

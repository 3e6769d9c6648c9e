package org.beamlet.cloud.command;

import java.io.PrintWriter;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** One line for each error, with what to do; the trace only for whoever asks for it. */
final class CommandErrors implements IExecutionExceptionHandler, IParameterExceptionHandler {
    static final int FAILED = 1;
    static final int USAGE = 2;

    @Override
    public int handleExecutionException(Exception error, CommandLine line, ParseResult parsed) {
        boolean debug = debug(line);
        PrintWriter err = line.getErr();
        if (debug) {
            error.printStackTrace(err);
        }
        if (error instanceof BeamletException known) {
            err.println("error: " + known.getMessage());
            return known.code() == ErrorCode.USAGE ? USAGE : FAILED;
        }
        err.println(
                "error: %s; run the command again with --debug and report what it prints"
                        .formatted(error));
        return FAILED;
    }

    @Override
    public int handleParseException(ParameterException error, String[] arguments) {
        CommandLine line = error.getCommandLine();
        PrintWriter err = line.getErr();
        err.println(
                "error: %s; see `%s --help`"
                        .formatted(error.getMessage(), line.getCommandSpec().qualifiedName()));
        return USAGE;
    }

    private static boolean debug(CommandLine line) {
        CommandLine top = line;
        while (top.getParent() != null) {
            top = top.getParent();
        }
        return top.getCommandSpec().userObject() instanceof CloudCommand command && command.debug();
    }
}

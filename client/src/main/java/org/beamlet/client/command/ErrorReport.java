package org.beamlet.client.command;

import java.io.PrintWriter;
import java.util.Locale;
import org.beamlet.client.TaskFailedException;
import org.beamlet.client.terminal.Terminal;
import org.beamlet.protocol.error.BeamletException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Says every error in one line: what happened, and what to do. */
final class ErrorReport {
    private final Terminal terminal;

    ErrorReport(Terminal terminal) {
        this.terminal = terminal;
    }

    int usage(ParameterException fault) {
        String what = String.valueOf(fault.getMessage()).lines().findFirst().orElse("");
        String lower =
                what.isEmpty()
                        ? what
                        : what.substring(0, 1).toLowerCase(Locale.ROOT) + what.substring(1);
        String command = fault.getCommandLine().getCommandSpec().qualifiedName();
        line("%s; see `%s --help`".formatted(lower, command));
        return ExitCode.USAGE;
    }

    int error(Exception error, CommandLine command) {
        boolean debug =
                command.getParseResult() != null
                        && command.getParseResult().matchedOptionValue("--debug", false);
        int exit;
        if (error instanceof BeamletException told) {
            line(String.valueOf(told.getMessage()));
            exit = ExitCode.of(told);
        } else {
            line("unexpected %s; report this with what --debug shows".formatted(error));
            exit = ExitCode.FAILED;
        }
        if (debug) {
            trace(error);
        }
        return exit;
    }

    private void line(String text) {
        terminal.err().println(terminal.errInk().bad("error:") + " " + text);
    }

    private void trace(Exception error) {
        if (error instanceof TaskFailedException failed) {
            terminal.err().println(failed.trace().stripTrailing());
            return;
        }
        PrintWriter writer = terminal.errWriter();
        error.printStackTrace(writer);
        writer.flush();
    }
}

package org.beamlet.providers.command;

import java.util.List;

/**
 * How a command ended.
 *
 * @param answered false where it ran out of time or could not be started: then nothing is known
 * @param exit its exit status; −1 without an answer
 */
public record CommandResult(
        List<String> command, boolean answered, int exit, String stdout, String stderr) {
    public CommandResult {
        command = List.copyOf(command);
    }

    /** {@return that of a command of which nothing is known, and why} */
    public static CommandResult noAnswer(List<String> command, String why) {
        return new CommandResult(command, false, -1, "", why);
    }

    public boolean succeeded() {
        return answered && exit == 0;
    }

    /** {@return command line, exit status and stderr, in one line for a person} */
    public String told() {
        String end = answered ? "exit " + exit : "no answer";
        String why = stderr.isBlank() ? "" : ": " + stderr.strip();
        return "`%s` (%s)%s".formatted(String.join(" ", command), end, why);
    }
}

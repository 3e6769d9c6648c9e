package org.beamlet.client.command;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints this program's part of what {@code beamlet completion} gives. */
@Command(name = "generate-completion", hidden = true, description = "Prints completion for bash.")
final class CompletionScript implements Runnable {
    /** Its functions are named by it, and must not be those of the other programs' parts. */
    private static final String NAME = "beamlet";

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        spec.commandLine().getOut().print(AutoComplete.bash(NAME, spec.root().commandLine()));
        spec.commandLine().getOut().flush();
    }
}

package org.beamlet.providers.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.beamlet.providers.BlockRequest;
import org.beamlet.providers.launcher.ShellWord;

/** Gathers the lines of a batch script. */
public final class ScriptText {
    private final List<String> lines = new ArrayList<>();

    /**
     * Begins a script.
     *
     * @param shell its first line
     */
    public ScriptText(String shell) {
        lines.add(shell);
    }

    public ScriptText line(String line) {
        lines.add(line);
        return this;
    }

    /** Adds a directive, unless its value is empty. */
    public ScriptText unlessEmpty(String directive, String value) {
        return value.isEmpty() ? this : line(directive + value);
    }

    /** Adds a directive, unless its value is nought. */
    public ScriptText unlessZero(String directive, int value) {
        return value == 0 ? this : line(directive + value);
    }

    /** Adds text of the user, if there is any. */
    public ScriptText text(String text) {
        return text.isBlank() ? this : line(text.strip());
    }

    /** Adds what every block does: its preparation, its name, its launch. */
    public ScriptText block(BlockRequest block) {
        return text(block.workerInit()).start(block);
    }

    /**
     * Adds name and launch of a block. Its exit status is left in its folder: some batch systems
     * forget a job as soon as it has ended.
     */
    public ScriptText start(BlockRequest block) {
        line("export JOBNAME=\"%s\"".formatted(block.name()));
        line("set +e");
        line("(");
        // Launchers leave files where they are.
        line("cd %s || exit 125".formatted(ShellWord.of(block.folder().toString())));
        line(block.launcher().launch(block.command(), block.nodes()).stripTrailing());
        line(")");
        line("status=$?");
        line("echo \"$status\" > " + ShellWord.of(block.exit().toString()));
        return line("exit \"$status\"");
    }

    /** {@return whole minutes, of which seconds that are over begin one more} */
    public static long minutes(Duration walltime) {
        return (walltime.toSeconds() + 59) / 60;
    }

    @Override
    public String toString() {
        return String.join("\n", lines) + "\n";
    }
}

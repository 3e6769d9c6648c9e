package org.beamlet.client.command;

import java.util.function.Consumer;
import org.beamlet.client.terminal.LiveLine;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.id.TaskId;
import org.jspecify.annotations.Nullable;

/** On Ctrl-C, cancels the task or tells where to find it; the JVM then exits with 130. */
final class Interruption {
    private final LiveLine line;
    private @Nullable Thread hook;

    private final @Nullable Consumer<TaskId> cancel;

    /**
     * Prepares for Ctrl-C.
     *
     * @param cancel what to do with the task; null if it shall go on
     */
    Interruption(LiveLine line, @Nullable Consumer<TaskId> cancel) {
        this.line = line;
        this.cancel = cancel;
    }

    synchronized void arm(TaskId task) {
        Thread told = new Thread(() -> interrupted(task), "interruption");
        hook = told;
        Runtime.getRuntime().addShutdownHook(told);
    }

    private void interrupted(TaskId task) {
        Consumer<TaskId> end = cancel;
        if (end == null) {
            line.say(
                    "interrupted; task %s goes on: ./beamlet task show %s, or ./beamlet task cancel %s"
                            .formatted(task, task, task));
            return;
        }
        try {
            end.accept(task);
            line.say("interrupted; task %s cancelled".formatted(task));
        } catch (BeamletException e) {
            line.say("interrupted; task %s goes on: %s".formatted(task, e.getMessage()));
        }
    }

    synchronized void disarm() {
        if (hook == null) {
            return;
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The JVM is ending already: the hook has run or runs now.
        }
        hook = null;
    }
}

package org.beamlet.client.command;

import org.beamlet.client.terminal.LiveLine;
import org.beamlet.protocol.id.TaskId;
import org.jspecify.annotations.Nullable;

/** On Ctrl-C, tells where the task that goes on can be found; the JVM then exits with 130. */
final class Interruption {
    private final LiveLine line;
    private @Nullable Thread hook;

    Interruption(LiveLine line) {
        this.line = line;
    }

    synchronized void arm(TaskId task) {
        Thread told =
                new Thread(
                        () ->
                                line.say(
                                        "interrupted; task %s goes on: ./beamlet task show %s"
                                                .formatted(task, task)),
                        "interruption");
        hook = told;
        Runtime.getRuntime().addShutdownHook(told);
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

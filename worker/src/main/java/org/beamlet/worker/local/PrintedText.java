package org.beamlet.worker.local;

import java.util.Arrays;
import org.beamlet.worker.task.TaskListener;

/** Passes on what one task prints, whichever of its threads does, until the task is over. */
final class PrintedText {
    private final TaskListener listener;
    private final long[] offsets = new long[2];
    private boolean over;

    PrintedText(TaskListener listener) {
        this.listener = listener;
    }

    /** {@return whether it was the task's; a thread that outlives its task prints for itself} */
    synchronized boolean pass(boolean error, byte[] bytes, int from, int length) {
        if (over) {
            return false;
        }
        int stream = error ? 1 : 0;
        if (listener.hears()) {
            listener.printed(
                    error, offsets[stream], Arrays.copyOfRange(bytes, from, from + length));
        }
        offsets[stream] += length;
        return true;
    }

    synchronized void close() {
        over = true;
    }
}

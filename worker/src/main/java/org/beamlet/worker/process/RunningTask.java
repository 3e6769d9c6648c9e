package org.beamlet.worker.process;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.worker.frame.FrameWriter;
import org.beamlet.worker.frame.FromWorker;
import org.beamlet.worker.task.EpochNanos;
import org.jspecify.annotations.Nullable;

/** What the parent is told of the task that runs by others than the thread that runs it. */
final class RunningTask {
    private record Begun(String id, long atNs) {}

    private final FrameWriter parent;
    private final Thread runner;
    private volatile @Nullable Begun task;
    private volatile boolean exiting;

    RunningTask(FrameWriter parent, Thread runner) {
        this.parent = parent;
        this.runner = runner;
    }

    void begins(String id, long atNs) {
        task = new Begun(id, atNs);
    }

    /** The function has returned; in a JVM that is shutting down nothing is begun any more. */
    void ends() {
        task = null;
        while (exiting) {
            LockSupport.park(this);
        }
    }

    void explain() {
        try {
            parent.write(Explanation.of(runner));
        } catch (IOException _) {
            // The parent is gone; its end is noticed where it is read.
        }
    }

    /** As the JVM shuts down: if the function has asked for that, it has failed. */
    void exits() {
        Begun begun = task;
        Optional<String> caller = begun == null ? Optional.empty() : Explanation.exit();
        if (begun == null || caller.isEmpty()) {
            return;
        }
        String text =
                "the function called System.exit, which ends the worker;"
                        + " return a value, or throw an exception that says what went wrong";
        exiting = true;
        try {
            parent.write(
                    new FromWorker.Failed(
                            begun.id(),
                            begun.atNs(),
                            EpochNanos.now(),
                            ErrorCode.FUNCTION_EXITED.name(),
                            text,
                            "%s: %s\n%s".formatted(ErrorCode.FUNCTION_EXITED, text, caller.get()),
                            true,
                            null));
        } catch (IOException _) {
            // The parent sees how the process ends, if it is there.
        }
    }
}

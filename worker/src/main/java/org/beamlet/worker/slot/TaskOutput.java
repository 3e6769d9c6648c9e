package org.beamlet.worker.slot;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import org.beamlet.worker.frame.FromWorker.Printed;
import org.beamlet.worker.task.TaskListener;
import org.jspecify.annotations.Nullable;

/**
 * What the tasks of a worker print. It goes to two files, whoever prints it and however fast; here
 * the files are read behind it, so that nobody who listens can hold a task up.
 */
final class TaskOutput implements AutoCloseable {
    /** Of an avalanche only the end is passed on. */
    static final int LONGEST_BACKLOG = 1024 * 1024;

    /** How much a task may have printed last to be passed on before its outcome. */
    private static final int LAST_WORDS = 256 * 1024;

    private static final Logger LOG = System.getLogger(TaskOutput.class.getName());

    private final List<OutputFile> files;
    private TaskListener listener = TaskListener.NONE;

    TaskOutput(Path out, Path err) {
        this.files = List.of(new OutputFile(out, false), new OutputFile(err, true));
    }

    /**
     * A task begins: what is printed from here on is its own.
     *
     * @param printed before it; null for all that is there now
     */
    synchronized void begin(TaskListener hears, @Nullable Printed printed) {
        listener = hears;
        each(file -> {
            file.begin(at(file, printed));
            return 0;
        });
    }

    private static long at(OutputFile file, @Nullable Printed printed) throws IOException {
        if (printed == null) {
            return file.size();
        }
        return file.error() ? printed.err() : printed.out();
    }

    /** Passes on what came since, if somebody hears it; {@return how many bytes} */
    synchronized int pass(int most) {
        return listener.hears() ? each(file -> file.pass(listener, most, file.size(), false)) : 0;
    }

    /** Cuts off what was printed long ago; only while no task runs. */
    synchronized void trim() {
        each(file -> {
            file.trim();
            return 0;
        });
    }

    /**
     * The task is over: passes on the rest.
     *
     * @param printed by it and all before it; null for all that is there now
     */
    synchronized void end(@Nullable Printed printed) {
        int _ = each(file -> file.pass(listener, LAST_WORDS, at(file, printed), true));
        listener = TaskListener.NONE;
    }

    /** {@return how many bytes the present task has printed} */
    synchronized long printed() throws IOException {
        long bytes = 0;
        for (OutputFile file : files) {
            bytes += file.printed();
        }
        return bytes;
    }

    @FunctionalInterface
    private interface Step {
        int on(OutputFile file) throws IOException;
    }

    private int each(Step step) {
        int bytes = 0;
        for (OutputFile file : files) {
            try {
                bytes += step.on(file);
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "output unread why=\"{0}\"", e.getMessage());
            }
        }
        return bytes;
    }

    @Override
    public synchronized void close() {
        files.forEach(OutputFile::close);
    }
}

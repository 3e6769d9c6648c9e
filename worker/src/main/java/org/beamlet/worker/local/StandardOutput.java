package org.beamlet.worker.local;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Parts what tasks print from what the rest of this JVM prints, for as long as somebody wants that.
 * The threads that a task starts count as the task.
 */
final class StandardOutput implements AutoCloseable {
    private static final ThreadLocal<@Nullable PrintedText> OF_THREAD =
            new InheritableThreadLocal<>();

    private static @Nullable StandardOutput present;
    private static int takers;

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final PrintStream partedOut = parted(out, false);
    private final PrintStream partedErr = parted(err, true);

    private StandardOutput() {
        System.setOut(partedOut);
        System.setErr(partedErr);
    }

    private static PrintStream parted(PrintStream others, boolean error) {
        return new PrintStream(new Parted(others, error), true, others.charset());
    }

    static synchronized StandardOutput take() {
        StandardOutput taken = present;
        if (taken == null) {
            taken = new StandardOutput();
            present = taken;
        }
        takers++;
        return taken;
    }

    static <T> T during(PrintedText task, Supplier<T> work) {
        OF_THREAD.set(task);
        try {
            return work.get();
        } finally {
            OF_THREAD.remove();
        }
    }

    @Override
    public void close() {
        synchronized (StandardOutput.class) {
            takers--;
            if (takers == 0) {
                restore();
                present = null;
            }
        }
    }

    /** Whoever has put other streams there meanwhile keeps them; they lead here, and on. */
    @SuppressWarnings("ReferenceEquality")
    private void restore() {
        if (System.out == partedOut) {
            System.setOut(out);
        }
        if (System.err == partedErr) {
            System.setErr(err);
        }
    }

    /** A stream of two sources. */
    private static final class Parted extends OutputStream {
        private final PrintStream others;
        private final boolean error;

        Parted(PrintStream others, boolean error) {
            this.others = others;
            this.error = error;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            PrintedText task = OF_THREAD.get();
            if (task == null || !task.pass(error, bytes, from, length)) {
                others.write(bytes, from, length);
            }
        }

        @Override
        public void flush() {
            others.flush();
        }
    }
}

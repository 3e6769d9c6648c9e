package org.beamlet.worker.slot;

/** Says how a process ended. */
final class ProcessEnd {
    /** What the JDK adds to the number of a signal. */
    private static final int SIGNALLED = 128;

    private static final int MAX_SIGNAL = 64;

    /** What the JVM exits with when told to exit on a full heap. */
    private static final int OUT_OF_MEMORY = 3;

    private ProcessEnd() {}

    static boolean heapWasFull(int status) {
        return status == OUT_OF_MEMORY;
    }

    static boolean bySignal(int status) {
        return status > SIGNALLED && status <= SIGNALLED + MAX_SIGNAL;
    }

    static String describe(int status) {
        if (bySignal(status)) {
            return "killed by signal " + (status - SIGNALLED);
        }
        return status == OUT_OF_MEMORY
                ? "exited with status 3 (its Java heap was full)"
                : "exited with status " + status;
    }
}

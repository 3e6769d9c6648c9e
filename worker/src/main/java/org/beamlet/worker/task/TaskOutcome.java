package org.beamlet.worker.task;

/** How a task ended. Times are nanoseconds since the epoch. */
public sealed interface TaskOutcome {
    /** The function itself came to an end. */
    sealed interface Finished extends TaskOutcome {
        long startedAtNs();

        long endedAtNs();
    }

    /** It returned; {@code result} is a serialized buffer. */
    record Succeeded(long startedAtNs, long endedAtNs, String result) implements Finished {}

    /**
     * It raised an error.
     *
     * @param code the wire's code
     * @param userMessage one line with a remedy
     * @param trace what the user's client raises
     */
    record Failed(long startedAtNs, long endedAtNs, String code, String userMessage, String trace)
            implements Finished {}

    /**
     * Its worker died under it: not the function's failure, as far as one can tell.
     *
     * @param how such as {@code killed by signal 9}
     * @param logTail the last lines that the worker wrote
     */
    record Lost(String worker, String how, String logTail) implements TaskOutcome {}
}

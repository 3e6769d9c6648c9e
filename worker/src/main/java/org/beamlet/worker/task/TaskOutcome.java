package org.beamlet.worker.task;

import org.beamlet.protocol.task.TouchedPaths;

/** How a task ended. Times are nanoseconds since the epoch. */
public sealed interface TaskOutcome {
    /** The function itself came to an end. */
    sealed interface Finished extends TaskOutcome {
        long startedAtNs();

        long endedAtNs();

        /** {@return which paths its arguments name, where somebody wants to know} */
        TouchedPaths paths();

        /** {@return the same, with these paths} */
        Finished touching(TouchedPaths paths);
    }

    /** It returned; {@code result} is a serialized buffer. */
    record Succeeded(long startedAtNs, long endedAtNs, String result, TouchedPaths paths)
            implements Finished {
        public Succeeded(long startedAtNs, long endedAtNs, String result) {
            this(startedAtNs, endedAtNs, result, TouchedPaths.NONE);
        }

        @Override
        public Succeeded touching(TouchedPaths touched) {
            return new Succeeded(startedAtNs, endedAtNs, result, touched);
        }
    }

    /**
     * It raised an error.
     *
     * @param code the wire's code
     * @param userMessage one line with a remedy
     * @param trace what the user's client raises
     */
    record Failed(
            long startedAtNs,
            long endedAtNs,
            String code,
            String userMessage,
            String trace,
            TouchedPaths paths)
            implements Finished {
        public Failed(
                long startedAtNs, long endedAtNs, String code, String userMessage, String trace) {
            this(startedAtNs, endedAtNs, code, userMessage, trace, TouchedPaths.NONE);
        }

        @Override
        public Failed touching(TouchedPaths touched) {
            return new Failed(startedAtNs, endedAtNs, code, userMessage, trace, touched);
        }
    }

    /**
     * Its worker died under it: not the function's failure, as far as one can tell.
     *
     * @param how such as {@code killed by signal 9}
     * @param logTail the last lines that the worker wrote
     */
    record Lost(String worker, String how, String logTail) implements TaskOutcome {}
}

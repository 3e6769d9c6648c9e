package org.beamlet.worker.execution;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.worker.task.EpochNanos;
import org.beamlet.worker.task.TaskOutcome.Failed;

/** Turns what was thrown into what the user reads. */
final class Failures {
    static final String REMOTE_ERROR = "RemoteExecutionError";
    static final String TOO_LARGE = "MaxResultSizeExceeded";

    /** Enough for any trace that helps; a stack overflow's has a thousand lines. */
    private static final int MAX_TRACE = 16 * 1024;

    private static final int MAX_MESSAGE = 500;

    private Failures() {}

    static Failed of(long startedAtNs, Throwable thrown) {
        long now = EpochNanos.now();
        if (thrown instanceof BeamletException known) {
            return failed(
                    startedAtNs, now, known.code().name(), known.what() + "; " + known.remedy());
        }
        return new Failed(
                startedAtNs,
                now,
                REMOTE_ERROR,
                Words.forClients(
                        oneLine(thrown) + "; read the trace and tell the function's author"),
                Words.forClients(trace(thrown)));
    }

    static Failed tooLarge(long startedAtNs, long characters, long limit) {
        return failed(
                startedAtNs,
                EpochNanos.now(),
                TOO_LARGE,
                ("the result has %,d characters, the limit is %,d;"
                                + " write it to a file and return the path")
                        .formatted(characters, limit));
    }

    private static Failed failed(long from, long to, String code, String message) {
        String text = Words.forClients(message);
        return new Failed(from, to, code, text, code + ": " + text);
    }

    private static String oneLine(Throwable thrown) {
        String text = thrown.toString().strip().replaceAll("\\s*[\\r\\n]+\\s*", " ");
        return text.length() > MAX_MESSAGE ? text.substring(0, MAX_MESSAGE) + "…" : text;
    }

    private static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.getBuffer().length() > MAX_TRACE
                ? text.getBuffer().substring(0, MAX_TRACE) + "\n\t… (cut)"
                : text.toString();
    }
}

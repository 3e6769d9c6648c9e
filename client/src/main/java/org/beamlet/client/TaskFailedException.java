package org.beamlet.client;

import java.util.Arrays;
import java.util.List;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.TaskId;

/**
 * A task ended without a result.
 *
 * <p>{@link #code()} is the function's own where it raised one of Beamlet's, else TASK_FAILED.
 */
public final class TaskFailedException extends BeamletException {
    private static final long serialVersionUID = 1L;

    private final transient TaskId taskId;
    private final String wireCode;
    private final String trace;

    private TaskFailedException(
            TaskId taskId, String wireCode, String what, String remedy, String trace) {
        super(known(wireCode), what, remedy);
        this.taskId = taskId;
        this.wireCode = wireCode;
        this.trace = trace;
    }

    /**
     * Makes one of what the wire says.
     *
     * @param wireCode such as {@code INPUT_NOT_FOUND} or {@code RemoteExecutionError}
     * @param userMessage one line, perhaps with a remedy after a semicolon
     * @param trace the text of the trace, for whoever wrote the function
     */
    public static TaskFailedException of(
            TaskId taskId, String wireCode, String userMessage, String trace) {
        String line = userMessage.isBlank() ? lastLine(trace) : userMessage.strip();
        int joint = line.indexOf("; ");
        return joint < 0
                ? new TaskFailedException(
                        taskId, wireCode, line, "`--debug` shows the function's trace", trace)
                : new TaskFailedException(
                        taskId,
                        wireCode,
                        line.substring(0, joint),
                        line.substring(joint + 2),
                        trace);
    }

    private static ErrorCode known(String wireCode) {
        return Arrays.stream(ErrorCode.values())
                .filter(code -> code.name().equals(wireCode))
                .findFirst()
                .orElse(ErrorCode.TASK_FAILED);
    }

    /** The last line of a Python trace, and the first of a Java one, say what happened. */
    private static String lastLine(String trace) {
        List<String> lines = trace.strip().lines().map(String::strip).toList();
        if (lines.isEmpty()) {
            return "the function failed without a message";
        }
        String last = lines.getLast();
        boolean java = last.startsWith("at ") || last.startsWith("...");
        return java ? lines.getFirst() : last;
    }

    public TaskId taskId() {
        return taskId;
    }

    /** {@return the code as it stood on the wire} */
    public String wireCode() {
        return wireCode;
    }

    public String trace() {
        return trace;
    }
}

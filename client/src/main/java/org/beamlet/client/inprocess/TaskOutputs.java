package org.beamlet.client.inprocess;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.beamlet.client.TaskLog;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.TaskId;

/** What tasks printed, as long as there is room. */
final class TaskOutputs {
    private static final long MOST = 64L * 1024 * 1024;

    private static final class Printed {
        int attempt;
        boolean ended;
        PrintedStream out = new PrintedStream("stdout");
        PrintedStream err = new PrintedStream("stderr");

        int size() {
            // So that tasks that print nothing are forgotten too, some time.
            return out.size() + err.size() + 200;
        }
    }

    private final Map<TaskId, Printed> tasks = new LinkedHashMap<>();
    private long size;

    /** An attempt begins; what an earlier one printed is gone with it. */
    synchronized void begin(TaskId task, int attempt) {
        Printed printed = new Printed();
        printed.attempt = attempt;
        Printed before = tasks.put(task, printed);
        size += printed.size() - (before == null ? 0 : before.size());
        var eldest = tasks.entrySet().iterator();
        while (size > MOST && tasks.size() > 1) {
            size -= eldest.next().getValue().size();
            eldest.remove();
        }
    }

    synchronized void printed(TaskId task, boolean error, long offset, byte[] text) {
        Printed printed = tasks.get(task);
        if (printed != null) {
            int before = printed.size();
            (error ? printed.err : printed.out).add(offset, text);
            size += printed.size() - before;
        }
    }

    synchronized void ended(TaskId task) {
        Printed printed = tasks.get(task);
        if (printed != null) {
            printed.ended = true;
        }
    }

    synchronized TaskLog log(TaskId task, String stream, long from) {
        Printed printed = tasks.get(task);
        if (printed == null) {
            throw new BeamletException(
                    ErrorCode.TASK_NOT_FOUND,
                    "task %s is not known here".formatted(task),
                    "ask the endpoint that it was submitted to, before there are too many others");
        }
        List<TaskLog.Part> parts =
                switch (stream) {
                    case "stdout" -> printed.out.parts(from);
                    case "stderr" -> printed.err.parts(from);
                    default ->
                            throw new BeamletException(
                                    ErrorCode.SEMANTICALLY_INVALID,
                                    "a task has no stream '%s'".formatted(stream),
                                    "ask for stdout or stderr");
                };
        return new TaskLog(task.toString(), printed.attempt, printed.ended, parts);
    }

    /** {@return what is kept of a stream, in one piece} */
    synchronized String text(TaskId task, String stream) {
        return tasks.containsKey(task)
                ? log(task, stream, 0).output().stream()
                        .map(TaskLog.Part::text)
                        .collect(Collectors.joining("\n…\n"))
                : "";
    }
}

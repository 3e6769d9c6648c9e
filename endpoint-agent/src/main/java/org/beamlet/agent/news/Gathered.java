package org.beamlet.agent.news;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.beamlet.protocol.rest.TaskNewsReport;
import org.beamlet.protocol.rest.TaskNewsReport.Output;
import org.beamlet.protocol.rest.TaskNewsReport.Partial;
import org.beamlet.protocol.rest.TaskNewsReport.Progress;

/**
 * What was not told yet: of progress and partial results the latest, of output no more than fits.
 */
final class Gathered {
    private static final int MOST_TASKS = 10_000;
    private static final long MOST_BYTES = 8L * 1024 * 1024;
    private static final long BYTES_AT_A_TIME = 1024 * 1024;

    private final Map<String, Progress> progress = new LinkedHashMap<>();
    private final Deque<Output> output = new ArrayDeque<>();
    private final Partials partials = new Partials();
    private long bytes;

    synchronized void add(Progress one) {
        if (progress.size() < MOST_TASKS || progress.containsKey(one.taskId())) {
            progress.put(one.taskId(), one);
        }
    }

    synchronized void add(Partial one, int size) {
        partials.add(one, size);
    }

    /** Takes output in; where there is too much of it, the oldest is dropped. */
    synchronized void add(Output one) {
        output.addLast(one);
        bytes += one.bytes().length;
        while (bytes > MOST_BYTES) {
            bytes -= output.removeFirst().bytes().length;
        }
    }

    /** {@return what there is, as much as one call may carry} */
    synchronized TaskNewsReport take() {
        List<Output> some = new ArrayList<>();
        long size = 0;
        while (!output.isEmpty() && size < BYTES_AT_A_TIME) {
            Output next = output.removeFirst();
            size += next.bytes().length;
            some.add(next);
        }
        bytes -= size;
        List<Progress> latest = List.copyOf(progress.values());
        progress.clear();
        return new TaskNewsReport(latest, some, partials.take());
    }

    /** Puts back what could not be told. */
    synchronized void restore(TaskNewsReport untold) {
        untold.output()
                .reversed()
                .forEach(one -> {
                    if (bytes + one.bytes().length <= MOST_BYTES) {
                        output.addFirst(one);
                        bytes += one.bytes().length;
                    }
                });
        partials.restore(untold.partials());
        untold.progress().forEach(one -> progress.putIfAbsent(one.taskId(), one));
    }
}

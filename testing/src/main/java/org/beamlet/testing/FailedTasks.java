package org.beamlet.testing;

import java.util.List;
import java.util.stream.Collectors;
import org.beamlet.client.inprocess.FailedTask;

/** Goes along with a test's failure: the tasks that failed meanwhile, and what they printed. */
final class FailedTasks extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Of each stream; the beginning of a flood says little. */
    private static final int LONGEST = 4000;

    FailedTasks(List<FailedTask> tasks) {
        // Where it was made does not matter to anybody.
        super(
                tasks.stream().map(FailedTasks::words).collect(Collectors.joining()),
                null,
                false,
                false);
    }

    private static String words(FailedTask task) {
        return "%ntask %s of %s failed: %s: %s%n%s%s%s"
                .formatted(
                        task.task(),
                        task.function(),
                        task.why().wireCode(),
                        task.why().getMessage(),
                        block("trace", task.why().trace()),
                        block("stdout", task.stdout()),
                        block("stderr", task.stderr()));
    }

    private static String block(String what, String text) {
        String end = text.length() > LONGEST ? "…" + text.substring(text.length() - LONGEST) : text;
        return end.isBlank() ? "" : "  %s:%n%s%n".formatted(what, end.strip().indent(4));
    }
}

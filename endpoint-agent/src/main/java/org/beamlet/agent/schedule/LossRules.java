package org.beamlet.agent.schedule;

import java.util.OptionalInt;
import org.beamlet.agent.task.AcceptedTask;
import org.beamlet.catalog.Catalog;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.payload.Payloads;

/**
 * How often a lost task is placed again.
 *
 * @param setting {@code max_retries_on_system_failure}, if it is set
 * @param catalog says which functions may simply run again
 */
public record LossRules(OptionalInt setting, Catalog catalog) {
    private static final int IDEMPOTENT = 2;
    private static final int TAIL = 2000;

    /** A task that takes its manager down before it is seen to start must not do so for ever. */
    private static final int MAX_TAKEN_BACK = 5;

    int retries(AcceptedTask task) {
        return setting.orElseGet(() -> idempotent(task) ? IDEMPOTENT : 0);
    }

    /** {@return whether a task may be placed again of which nobody knows whether it has begun} */
    boolean mayRunAgain(AcceptedTask task) {
        return setting.orElse(0) > 0 || idempotent(task);
    }

    /**
     * {@return whether a task whose manager is gone waits again without counting as lost} Its
     * manager may have begun it and not come to say so; that must not matter.
     */
    boolean waitsAgain(TaskEntry entry) {
        return !entry.started && entry.takenBack < MAX_TAKEN_BACK && mayRunAgain(entry.task);
    }

    /** {@return whether its function is known to do no harm if it runs twice} */
    boolean idempotent(AcceptedTask task) {
        if (task.terms().mayRunAgain()) {
            return true;
        }
        try {
            // Its arguments may be large, and the scheduler's lock may be held.
            return FunctionCode.parse(Payloads.first(task.taskBuffer()))
                    .flatMap(code -> catalog.find(code.name(), code.version()))
                    .filter(CatalogFunction::idempotent)
                    .isPresent();
        } catch (BeamletException _) {
            // Nothing is known of code that cannot be read; the worker will say so.
            return false;
        }
    }

    /** {@return what the user is told of a task that was lost once too often} */
    Outcome failure(AcceptedTask task, int losses, Loss loss) {
        int retries = retries(task);
        String times = losses == 1 ? "once" : losses + " times";
        if (loss.byWalltime()) {
            String why =
                    "the task was lost %s, last as its block came to the end of its walltime (worker %s on node %s); %s"
                            .formatted(times, loss.worker(), node(loss), longer(retries));
            return Outcome.failure(ErrorCode.WALLTIME_REACHED.name(), why, "");
        }
        String message =
                "the task was lost %s, last with worker %s on node %s, which %s%s; %s"
                        .formatted(
                                times,
                                loss.worker(),
                                node(loss),
                                loss.how(),
                                lastLine(loss.logTail()),
                                remedy(retries));
        String trace = loss.logTail().isBlank() ? message : message + "\n" + tail(loss.logTail());
        return Outcome.failure(ErrorCode.TASK_LOST.name(), message, trace);
    }

    private static String node(Loss loss) {
        return loss.node().isEmpty() ? "(unknown)" : loss.node();
    }

    private String longer(int retries) {
        return "raise walltime in the endpoint's config.yaml, or give the task less to do; "
                + setting(retries);
    }

    private String setting(int retries) {
        return setting.isPresent()
                ? "max_retries_on_system_failure is %d".formatted(retries)
                : "max_retries_on_system_failure is not set, which here means %d"
                        .formatted(retries);
    }

    private String remedy(int retries) {
        return setting(retries)
                + ": raise it in the endpoint's config.yaml if the task may run again, and"
                + " see that it fits the node's memory";
    }

    private static String lastLine(String log) {
        String stripped = log.strip();
        String line = stripped.substring(stripped.lastIndexOf('\n') + 1).strip();
        return line.isEmpty() ? "" : " (last line of its log: %s)".formatted(cut(line, 300));
    }

    private static String tail(String log) {
        String stripped = log.strip();
        return stripped.substring(Math.max(0, stripped.length() - TAIL));
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length) + "…";
    }
}

package org.beamlet.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.WireState;
import org.beamlet.protocol.rest.TaskDocument;
import org.jspecify.annotations.Nullable;

/**
 * How a task ended, from whichever channel told of it.
 *
 * @param result the serialized buffer; null exactly on failure
 */
record Outcome(
        TaskId task,
        @Nullable String result,
        String code,
        String userMessage,
        String trace,
        @Nullable Instant started,
        @Nullable Instant ended) {
    private static final double NANOS = 1e9;
    private static final Pattern CODE = Pattern.compile("([A-Z]+(?:_[A-Z]+)+): ");

    static Outcome of(Message.Result message) {
        TaskId task = new TaskId(message.taskId());
        Instant started = moment(message.taskStatuses(), WireState.EXECUTION_START);
        Instant ended = moment(message.taskStatuses(), WireState.EXECUTION_END);
        Message.ErrorDetails error = message.errorDetails();
        return error == null
                ? new Outcome(task, message.data(), "", "", "", started, ended)
                : new Outcome(
                        task,
                        null,
                        error.code(),
                        error.userMessage(),
                        message.data(),
                        started,
                        ended);
    }

    /** Empty while the task is under way. */
    static Optional<Outcome> of(TaskId task, TaskDocument document) {
        JsonNode details = document.details();
        Instant started = moment(details, "execution-start");
        Instant ended = moment(details, "execution-end");
        return switch (document.status()) {
            case "success" ->
                    Optional.of(
                            new Outcome(
                                    task,
                                    document.result() == null ? "" : document.result(),
                                    "",
                                    "",
                                    "",
                                    started,
                                    ended));
            case "failed" -> {
                String trace = document.exception() == null ? "" : document.exception();
                String reason = document.reason() == null ? "" : document.reason();
                yield Optional.of(
                        new Outcome(
                                task, null, code(details, trace), reason, trace, started, ended));
            }
            default -> Optional.empty();
        };
    }

    /** Documents have no field for it, but the text of an error of Beamlet's begins with it. */
    private static String code(@Nullable JsonNode details, String trace) {
        String told = details == null ? "" : details.path("code").asText("");
        Matcher first = CODE.matcher(trace);
        return told.isEmpty() && first.lookingAt() ? first.group(1) : told;
    }

    private static @Nullable Instant moment(
            @Nullable List<Message.Transition> steps, WireState state) {
        return steps == null
                ? null
                : steps.stream()
                        .filter(step -> step.state() == state)
                        .findFirst()
                        .map(step -> Instant.ofEpochSecond(0, step.timestamp()))
                        .orElse(null);
    }

    /** Documents give seconds since the epoch, as floating-point numbers. */
    private static @Nullable Instant moment(@Nullable JsonNode details, String step) {
        if (details == null) {
            return null;
        }
        JsonNode at = details.path("task_transitions").path(step);
        return at.isNumber() ? Instant.ofEpochSecond(0, Math.round(at.asDouble() * NANOS)) : null;
    }
}

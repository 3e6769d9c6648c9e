package org.beamlet.cloud.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.beamlet.cloud.task.KnownTask;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.rest.TaskDocument;
import org.jspecify.annotations.Nullable;

/** Says of a task what the wire's readers look for, and nothing that would mislead them. */
final class TaskDocuments {
    private TaskDocuments() {}

    /**
     * @param id the task's id as the caller wrote it; readers compare texts
     */
    static TaskDocument of(KnownTask task, String id) {
        Message.Result result = task.result().orElse(null);
        Long completed = task.completedMs();
        if (result == null || completed == null) {
            return new TaskDocument(id, task.wireState(), null, null, null, null, null);
        }
        Message.ErrorDetails error = result.errorDetails();
        return new TaskDocument(
                id,
                task.wireState(),
                error == null ? result.data() : null,
                error == null ? null : exception(result, error),
                error == null ? null : error.userMessage(),
                seconds(completed),
                details(result));
    }

    private static String exception(Message.Result result, Message.ErrorDetails error) {
        return result.data().isBlank() ? error.code() + ": " + error.userMessage() : result.data();
    }

    private static String seconds(long milliseconds) {
        return String.format(Locale.ROOT, "%d.%03d", milliseconds / 1000, milliseconds % 1000);
    }

    private static @Nullable JsonNode details(Message.Result result) {
        JsonNode reported = result.details();
        List<Message.Transition> steps = result.taskStatuses();
        if (steps == null || steps.isEmpty()) {
            return reported;
        }
        ObjectNode details =
                reported instanceof ObjectNode object ? object.deepCopy() : Json.NODES.objectNode();
        ObjectNode transitions = details.putObject("task_transitions");
        steps.forEach(
                step -> transitions.put(step.state().word(), step.timestamp() / 1_000_000_000.0));
        return details;
    }
}

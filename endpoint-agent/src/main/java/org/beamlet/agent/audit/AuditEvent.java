package org.beamlet.agent.audit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.beamlet.agent.access.Attempt;
import org.beamlet.agent.schedule.EndedTask;
import org.beamlet.agent.task.AcceptedTask;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.message.Message;

/** What is written down: ids, names and paths, and no payload, code or secret. */
public sealed interface AuditEvent {
    /** As whom and where the agent runs. */
    record Began(String endpoint, String name, String localUser, String host, String version)
            implements AuditEvent {}

    /** Something was asked of this endpoint, and allowed or refused. */
    record Attempted(Attempt attempt) implements AuditEvent {}

    /** A task came to its end. */
    record Ended(EndedTask task) implements AuditEvent {}

    /**
     * A block was asked for, or is over.
     *
     * @param verdict {@code asked for}, or how it ended
     */
    record OfBlock(String block, String job, int nodes, String verdict) implements AuditEvent {}

    /** {@return what is said of it} */
    default ObjectNode said() {
        ObjectNode said = Json.MAPPER.createObjectNode();
        switch (this) {
            case Began(var endpoint, var name, var localUser, var host, var version) -> {
                said.put("action", "agent began");
                said.put("endpoint", endpoint);
                said.put("name", cut(name));
                said.put("local_user", localUser);
                said.put("host", host);
                said.put("version", version);
                said.put("verdict", "allowed");
            }
            case Attempted(var attempt) -> {
                said.put(
                        "action",
                        attempt.what() == Attempt.What.TASK ? "task" : "start a user endpoint");
                said.put("user", cut(attempt.submitter()));
                said.put("local_user", cut(attempt.account()));
                unlessEmpty(said, "function", attempt.function());
                unlessEmpty(said, "sha256", attempt.hash());
                said.put(attempt.what() == Attempt.What.TASK ? "task" : "id", cut(attempt.id()));
                said.put("endpoint", cut(attempt.endpoint()));
                said.put("verdict", attempt.refusal().isEmpty() ? "allowed" : "refused");
                unlessEmpty(
                        said, "code", attempt.refusal().map(why -> why.code().name()).orElse(""));
                unlessEmpty(said, "why", attempt.refusal().map(Attempt.Refused::why).orElse(""));
                if (!attempt.paths().isEmpty()) {
                    ArrayNode list = said.putArray("paths");
                    attempt.paths().stream().limit(MOST_PATHS).forEach(path -> list.add(cut(path)));
                }
            }
            case Ended(var ended) -> {
                AcceptedTask task = ended.task();
                said.put("action", "task ended");
                said.put("user", cut(task.user()));
                said.put("function", cut(task.functionId()));
                said.put("task", task.id().toString());
                said.put("attempt", ended.attempt());
                Message.ErrorDetails error = ended.outcome().error();
                said.put("verdict", error == null ? "done" : "failed");
                unlessEmpty(said, "code", error == null ? "" : error.code());
                unlessEmpty(said, "block", ended.block());
                unlessEmpty(said, "node", ended.node());
                said.put("ran_ms", ended.ranNanos() / 1_000_000);
            }
            case OfBlock(var block, var job, var nodes, var verdict) -> {
                said.put("action", "block");
                said.put("block", block);
                said.put("job", cut(job));
                said.put("nodes", nodes);
                said.put("verdict", cut(verdict));
            }
        }
        return said;
    }

    /** More of one task would make the line too long. */
    int MOST_PATHS = 100;

    private static void unlessEmpty(ObjectNode said, String name, String text) {
        if (!text.isEmpty()) {
            said.put(name, cut(text));
        }
    }

    /** What others send is not kept at any length. */
    private static String cut(String text) {
        return text.length() > 1000 ? text.substring(0, 1000) + "…" : text;
    }
}

package org.beamlet.agent.audit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.beamlet.agent.schedule.EndedTask;
import org.beamlet.agent.task.AcceptedTask;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.message.Message;

/** What is written down: ids, names and paths, and no payload, code or secret. */
public sealed interface AuditEvent {
    /** As whom and where the agent runs. */
    record Began(String endpoint, String name, String localUser, String host, String version)
            implements AuditEvent {}

    /**
     * A task was let in, or was not.
     *
     * @param code of the refusal; empty if it was let in
     * @param sha256 of the code that was sent, where it was looked at; else empty
     * @param paths of its arguments, where they were looked at
     */
    record Admitted(AcceptedTask task, String code, String sha256, List<String> paths)
            implements AuditEvent {
        public Admitted {
            paths = List.copyOf(paths);
        }
    }

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
            case Admitted(var task, var code, var sha256, var paths) -> {
                of(said, "task", task, task.attempt());
                unlessEmpty(said, "sha256", sha256);
                said.put("verdict", code.isEmpty() ? "allowed" : "refused");
                unlessEmpty(said, "code", code);
                if (!paths.isEmpty()) {
                    ArrayNode list = said.putArray("paths");
                    paths.stream().limit(MOST_PATHS).forEach(path -> list.add(cut(path)));
                }
            }
            case Ended(var ended) -> {
                of(said, "task ended", ended.task(), ended.attempt());
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

    private static void of(ObjectNode said, String action, AcceptedTask task, int attempt) {
        said.put("action", action);
        said.put("user", cut(task.user()));
        said.put("function", cut(task.functionId()));
        said.put("task", task.id().toString());
        said.put("attempt", attempt);
    }

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

package org.beamlet.agent.audit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.beamlet.agent.access.Attempt;
import org.beamlet.agent.home.HostName;
import org.beamlet.agent.registration.Registrar;
import org.beamlet.agent.schedule.EndedTask;
import org.beamlet.agent.task.AcceptedTask;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.task.TouchedPaths;

/** What is written down: ids, names and paths, and no payload, code or secret. */
public sealed interface AuditEvent {
    /** As whom and where the agent runs. */
    record Began(String endpoint, String name, String localUser, String host, String version)
            implements AuditEvent {
        /** This process. */
        public static Began here(String endpoint, String name) {
            return new Began(
                    endpoint,
                    name,
                    System.getProperty("user.name", ""),
                    HostName.of(),
                    Registrar.VERSION);
        }
    }

    /** Something was asked of this endpoint, and allowed or refused. */
    record Attempted(Attempt attempt) implements AuditEvent {}

    /**
     * A task came to its end.
     *
     * @param job of the batch system on which it was; empty where that is not known
     */
    record Ended(EndedTask task, String job) implements AuditEvent {}

    /**
     * A block was asked for, or is over.
     *
     * @param verdict {@code asked for}, or how it ended
     */
    record OfBlock(String block, String job, int nodes, String verdict) implements AuditEvent {}

    /**
     * Somebody who is no node of a block was not let in.
     *
     * @param block and {@code node} as they said
     * @param more how many there were besides, of whom nothing is said
     */
    record Stranger(String client, String block, String node, String why, long more)
            implements AuditEvent {}

    /** {@return what is said of it} */
    default ObjectNode said() {
        ObjectNode said = Json.NODES.objectNode();
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
                put(said, attempt.paths(), "");
            }
            case Ended(var ended, var job) -> {
                AcceptedTask task = ended.task();
                said.put("action", "task ended");
                said.put("user", cut(task.user()));
                said.put("local_user", System.getProperty("user.name", ""));
                said.put("function", cut(task.functionId()));
                said.put("task", task.id().toString());
                said.put("attempt", ended.attempt());
                Message.ErrorDetails error = ended.outcome().error();
                TouchedPaths paths = ended.outcome().paths();
                said.put(
                        "verdict", error == null ? "done" : paths.refused() ? "refused" : "failed");
                unlessEmpty(said, "code", error == null ? "" : error.code());
                unlessEmpty(said, "block", ended.block());
                unlessEmpty(said, "job", job);
                unlessEmpty(said, "node", ended.node());
                put(said, paths, "allowed");
                said.put("ran_ms", ended.ranNanos() / 1_000_000);
            }
            case Stranger(var client, var block, var node, var why, var more) -> {
                said.put("action", "connect as a node");
                said.put("client", client);
                unlessEmpty(said, "block", block);
                unlessEmpty(said, "node", node);
                said.put("verdict", "refused");
                said.put("why", why);
                if (more > 0) {
                    said.put("more_like_it", more);
                }
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

    private static void put(ObjectNode said, TouchedPaths paths, String judged) {
        if (paths.none()) {
            return;
        }
        ArrayNode list = said.putArray("paths");
        for (TouchedPaths.One path : paths.list()) {
            ObjectNode one = list.addObject();
            one.put("argument", path.argument());
            one.put("given", path.given());
            String resolved = path.resolved();
            if (resolved != null) {
                one.put("resolved", resolved);
            }
            unlessEmpty(one, "verdict", path.refused() ? "refused" : judged);
        }
        if (paths.leftOut() > 0) {
            said.put("paths_left_out", paths.leftOut());
        }
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

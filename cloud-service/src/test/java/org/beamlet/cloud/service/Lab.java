package org.beamlet.cloud.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.beamlet.cloud.group.EndpointGroup;
import org.beamlet.cloud.peer.Await;
import org.beamlet.cloud.peer.PlayedAgent;
import org.beamlet.cloud.peer.Rest;
import org.beamlet.cloud.task.KnownTask;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.message.Actor;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.WireState;
import org.beamlet.protocol.rest.AgentSession;
import org.beamlet.protocol.rest.EndpointRegistration;
import org.beamlet.protocol.rest.FunctionRegistration;
import org.beamlet.protocol.rest.SubmitRequest;

/** A service with agents of Beamlet's kind, whose time passes as a test says. */
final class Lab implements AutoCloseable {
    static final Duration LEASE = Duration.ofMinutes(30);
    static final int PERIOD_S = 30;

    final RunningParts parts;
    final FunctionId idempotent;

    Lab(Path folder) throws Exception {
        parts = new RunningParts(folder);
        idempotent =
                parts.service
                        .functions()
                        .register(
                                parts.alice,
                                new FunctionRegistration(
                                        "again",
                                        Rest.code("again"),
                                        null,
                                        null,
                                        null,
                                        Json.NODES.objectNode().put("idempotent", true)));
        look();
    }

    /** One Beamlet endpoint and its agent. */
    record Node(EndpointId id, EndpointRegistration.Answer answer, PlayedAgent agent)
            implements AutoCloseable {
        @Override
        public void close() {
            agent.close();
        }
    }

    EndpointRegistration.Answer register(
            EndpointId id, String session, String host, String... roots) {
        ObjectNode metadata = Json.NODES.objectNode();
        new AgentSession(session, host, host + ":/home/x", LEASE.toSeconds(), List.of(roots))
                .addTo(metadata);
        return parts.service
                .registrations()
                .register(
                        parts.alice,
                        id,
                        new EndpointRegistration(host, null, null, null, null, metadata));
    }

    /** {@return the session of an endpoint's first agent} */
    String session(EndpointId id) {
        return "first-" + id;
    }

    /** Registers an endpoint that is online, called like its host. */
    Node node(String host, String... roots) throws Exception {
        EndpointId id = EndpointId.random();
        EndpointRegistration.Answer answer = register(id, session(id), host, roots);
        Node node =
                new Node(
                        EndpointId.parse(answer.endpointId()), answer, PlayedAgent.connect(answer));
        beat(node, List.of(), Map.of());
        return node;
    }

    /** Sends a heartbeat and waits until it was read. */
    void beat(Node node, List<String> held, Map<String, List<Message.Transition>> steps)
            throws Exception {
        Map<String, Integer> attempts = new HashMap<>();
        held.forEach(task -> attempts.put(task, attempt(task)));
        String mark = UUID.randomUUID().toString();
        node.agent()
                .heartbeat(
                        Map.of(
                                "heartbeat_period",
                                PERIOD_S,
                                "active",
                                true,
                                "held",
                                attempts,
                                "mark",
                                mark),
                        steps);
        Await.until(
                "the heartbeat was read",
                () ->
                        parts.service
                                .endpoints()
                                .find(node.id())
                                .map(endpoint -> String.valueOf(endpoint.report()))
                                .orElse("")
                                .contains(mark));
        Await.until(
                "the steps were read",
                () ->
                        steps.keySet().stream()
                                .noneMatch(id -> task(id).state().equals("waiting-for-ep")));
    }

    /** Steps by the clock of the lab, which other tests may have moved. */
    Map<String, List<Message.Transition>> running(List<String> tasks) {
        Map<String, List<Message.Transition>> steps = new HashMap<>();
        for (String task : tasks) {
            steps.put(
                    task,
                    List.of(
                            new Message.Transition(
                                    parts.clock.millis() * 1_000_000,
                                    WireState.RUNNING,
                                    Actor.MANAGER)));
        }
        return steps;
    }

    List<String> submit(EndpointId to, FunctionId function, int count, String payload) {
        return RunningParts.ids(
                parts.service
                        .submissions()
                        .submit(
                                parts.alice,
                                to.toString(),
                                new SubmitRequest(
                                        Map.of(
                                                function.toString(),
                                                Collections.nCopies(count, payload)),
                                        false,
                                        null,
                                        null,
                                        null,
                                        null,
                                        null)));
    }

    List<String> submit(EndpointId to, FunctionId function, int count) throws Exception {
        List<String> ids = submit(to, function, count, RunningParts.PAYLOAD);
        Await.until("the broker has them", () -> parts.service.outbox().size() == 0);
        return ids;
    }

    EndpointGroup group(EndpointGroup.Running running, Node... members) {
        return parts.service
                .endpointGroups()
                .create(
                        parts.alice,
                        "g" + UUID.randomUUID(),
                        EndpointGroup.Policy.ORDERED,
                        running,
                        List.of(members).stream().map(Node::id).toList());
    }

    KnownTask task(String id) {
        return parts.service.tasks().find(parts.alice, TaskId.parse(id));
    }

    int attempt(String id) {
        return task(id).attempt();
    }

    /** Time passes, and the service looks at what has become of tasks. */
    void pass(Duration time) throws Exception {
        parts.clock.advance(time);
        look();
    }

    void look() throws Exception {
        Await.until("the service hears, and looks", () -> parts.service.lifecycle().sweep());
    }

    @Override
    public void close() {
        parts.close();
    }
}

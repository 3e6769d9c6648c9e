package org.beamlet.cloud.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.beamlet.cloud.endpoint.RegisteredEndpoint;
import org.beamlet.cloud.peer.Await;
import org.beamlet.cloud.peer.PlayedAgent;
import org.beamlet.cloud.task.KnownTask;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Actor;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.MessageCodec;
import org.beamlet.protocol.message.WireState;
import org.beamlet.protocol.rest.EndpointRegistration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What agents send: taken once, believed only from whom it concerns, never read for ever. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IncomingMessagesIT {
    @SuppressWarnings("NullAway.Init")
    private RunningParts parts;

    @BeforeAll
    void start(@TempDir Path folder) {
        parts = new RunningParts(folder);
    }

    @AfterAll
    void stop() {
        parts.close();
    }

    @Test
    void theFirstOutcomeWinsHoweverOftenAndDifferentlyItIsReported() throws Exception {
        String task = parts.submit(1).getFirst();
        String marker = parts.submit(1).getFirst();
        try (PlayedAgent agent = parts.agent()) {
            agent.result(PlayedAgent.success(parts.uuid(task), "11\n1"));
            agent.result(PlayedAgent.success(parts.uuid(task), "11\n2"));
            agent.result(PlayedAgent.failure(parts.uuid(task), "TASK_LOST", "gone"));
            agent.result(PlayedAgent.success(parts.uuid(marker), "11\n0"));
        }
        Await.until("later results were read", () -> parts.state(marker), "success"::equals);

        KnownTask known = parts.service.tasks().find(parts.alice, TaskId.parse(task));
        assertThat(known.state()).isEqualTo("success");
        assertThat(known.result().orElseThrow().data()).isEqualTo("11\n1");
    }

    @Test
    void codesOfTheSystemBecomeStatesOfTheirOwn() throws Exception {
        List<String> tasks = parts.submit(3);
        try (PlayedAgent agent = parts.agent()) {
            agent.result(PlayedAgent.failure(parts.uuid(tasks.get(0)), "TASK_LOST", "gone"));
            agent.result(PlayedAgent.failure(parts.uuid(tasks.get(1)), "TASK_EXPIRED", "late"));
            agent.result(
                    PlayedAgent.failure(parts.uuid(tasks.get(2)), "RemoteExecutionError", "x"));
        }
        Await.until("the last is over", () -> parts.state(tasks.get(2)), "failed"::equals);

        assertThat(parts.state(tasks.get(0))).isEqualTo("lost");
        assertThat(parts.state(tasks.get(1))).isEqualTo("expired");
        assertThat(parts.service.tasks().find(parts.alice, TaskId.parse(tasks.get(0))).wireState())
                .isEqualTo("failed");
    }

    @Test
    void aResultFromAnEndpointThatDoesNotOwnTheTaskIsPutAside() throws Exception {
        String task = parts.submit(1).getFirst();
        EndpointRegistration.Answer other = parts.register("other");
        long before = parts.service.rejected().count();

        try (PlayedAgent stranger = PlayedAgent.connect(other)) {
            stranger.result(PlayedAgent.success(parts.uuid(task), "11\n666"));
        }

        Await.until("it is put aside", () -> parts.service.rejected().count() == before + 1);
        assertThat(parts.state(task)).isEqualTo("waiting-for-ep");
    }

    @Test
    void messagesThatCannotBeUsedArePutAsideAndHoldUpNothing() throws Exception {
        String task = parts.submit(1).getFirst();
        long before = parts.service.rejected().count();
        try (PlayedAgent agent = parts.agent()) {
            agent.result(new byte[0]);
            agent.result("no version byte".getBytes(StandardCharsets.UTF_8));
            agent.result("\u0001{\"message_type\":\"result\",".getBytes(StandardCharsets.UTF_8));
            agent.result(new byte[] {1, (byte) 0xff, (byte) 0xfe});
            agent.result(PlayedAgent.success(UUID.randomUUID(), "11\nnobody's"));
            agent.result(PlayedAgent.success(parts.uuid(task), "11\n1"));
        }

        Await.until("the good one is stored", () -> parts.state(task), "success"::equals);
        Await.until(
                "the others are put aside", () -> parts.service.rejected().count() == before + 5);
    }

    @Test
    void anEndpointIsOnlineWhileItsHeartbeatsComeAndOfflineAfterThreePeriodsWithout()
            throws Exception {
        assertThat(online()).isFalse();
        try (PlayedAgent agent = parts.agent()) {
            agent.heartbeat(Map.of("heartbeat_period", 30, "active", true), Map.of());
            Await.until("it is online", this::online);

            parts.clock.advance(Duration.ofSeconds(85));
            assertThat(online()).isTrue();
            parts.clock.advance(Duration.ofSeconds(10));
            assertThat(online()).isFalse();

            agent.heartbeat(Map.of("heartbeat_period", 30, "active", true), Map.of());
            Await.until("it is online again", this::online);
            agent.heartbeat(Map.of("heartbeat_period", 30, "active", false), Map.of());
            Await.until("it has said good-bye", () -> !online());
        }
    }

    @Test
    void heartbeatsMoveTasksForwardAndNeverBack() throws Exception {
        String task = parts.submit(1).getFirst();
        Await.until("it is queued", () -> parts.state(task), "waiting-for-ep"::equals);
        try (PlayedAgent agent = parts.agent()) {
            agent.heartbeat(Map.of("active", true), Map.of(task, List.of(step(WireState.RUNNING))));
            Await.until("it runs", () -> parts.state(task), "running"::equals);

            agent.heartbeat(
                    Map.of("active", true, "mark", 1),
                    Map.of(task, List.of(step(WireState.WAITING_FOR_LAUNCH))));
            Await.until("the late report was read", () -> report().contains("mark"));
            Await.until(
                    "its steps were kept",
                    () -> timeline(task),
                    steps -> steps.contains(WireState.WAITING_FOR_LAUNCH));
        }
        assertThat(parts.state(task)).isEqualTo("running");
        assertThat(timeline(task))
                .contains(
                        WireState.RECEIVED,
                        WireState.WAITING_FOR_ENDPOINT,
                        WireState.RUNNING,
                        WireState.WAITING_FOR_LAUNCH);
    }

    private List<WireState> timeline(String task) {
        KnownTask known = parts.service.tasks().find(parts.alice, TaskId.parse(task));
        return parts.service.tasks().timeline(known).stream()
                .map(Message.Transition::state)
                .toList();
    }

    @Test
    void aHeartbeatThatSpeaksForAnotherEndpointIsPutAside() throws Exception {
        EndpointRegistration.Answer other = parts.register("other");
        long before = parts.service.rejected().count();
        try (PlayedAgent stranger = PlayedAgent.connect(other)) {
            stranger.publish(
                    other.heartbeatQueue(),
                    MessageCodec.encode(
                            new Message.StatusReport(
                                    parts.endpoint.value(),
                                    Map.of("heartbeat_period", 30, "stranger", true),
                                    Map.of())));
        }
        Await.until("it is put aside", () -> parts.service.rejected().count() == before + 1);
        assertThat(report()).doesNotContain("stranger");
    }

    private static Message.Transition step(WireState state) {
        return new Message.Transition(System.currentTimeMillis() * 1_000_000, state, Actor.MANAGER);
    }

    private RegisteredEndpoint endpoint() {
        return parts.service.endpoints().find(EndpointId.parse(parts.endpoint.toString())).get();
    }

    private String report() {
        return String.valueOf(endpoint().report());
    }

    private boolean online() {
        return endpoint().online(parts.clock.instant());
    }
}

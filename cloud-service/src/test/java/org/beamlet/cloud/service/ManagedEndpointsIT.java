package org.beamlet.cloud.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rabbitmq.client.Delivery;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.endpoint.EndpointKind;
import org.beamlet.cloud.peer.Await;
import org.beamlet.cloud.peer.PlayedAgent;
import org.beamlet.protocol.amqp.AmqpNames;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.rest.AgentSession;
import org.beamlet.protocol.rest.EndpointRegistration;
import org.beamlet.protocol.rest.SubmitRequest;
import org.beamlet.protocol.rest.SubmitResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Submissions to a manager endpoint: what it is told, what it may answer, what becomes of tasks.
 */
class ManagedEndpointsIT {
    private static final String TIMEOUT = "beamlet.user-endpoints.start-timeout";

    @SuppressWarnings("NullAway.Init")
    private RunningParts parts;

    @SuppressWarnings("NullAway.Init")
    private PlayedManager manager;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        System.setProperty(TIMEOUT, "60s");
        open(folder);
    }

    private void open(Path folder) throws Exception {
        parts = new RunningParts(folder);
        EndpointRegistration.ManagerAnswer registration =
                parts.service
                        .registrations()
                        .registerManager(
                                parts.alice, EndpointId.random(), PlayedManager.body("manager"));
        manager = new PlayedManager(registration);
        managerIsThere();
    }

    private void managerIsThere() throws Exception {
        manager.heartbeat(30);
        Await.until("the manager is online", () -> online(manager.id()));
    }

    @AfterEach
    void stop() {
        System.clearProperty(TIMEOUT);
        manager.close();
        parts.close();
    }

    private boolean online(EndpointId id) {
        return parts.service.endpoints().find(id).orElseThrow().online(parts.clock.instant());
    }

    private CompletableFuture<SubmitResponse> submit(String config) {
        SubmitRequest request =
                new SubmitRequest(
                        Map.of(parts.function.toString(), List.of(RunningParts.PAYLOAD)),
                        false,
                        null,
                        null,
                        Json.read(config),
                        Json.read("{\"python\":{\"version\":\"3.11.7\"}}"),
                        null);
        return CompletableFuture.supplyAsync(
                () ->
                        parts.service
                                .submissions()
                                .submit(parts.alice, manager.id().toString(), request),
                task -> Thread.ofVirtual().start(task));
    }

    private static BeamletException refusal(CompletableFuture<SubmitResponse> submission) {
        ExecutionException thrown =
                catchThrowableOfType(
                        ExecutionException.class, () -> submission.get(3, TimeUnit.MINUTES));
        assertThat(thrown).hasCauseInstanceOf(BeamletException.class);
        return (BeamletException) Objects.requireNonNull(thrown.getCause());
    }

    private static String task(SubmitResponse submitted) {
        return RunningParts.ids(submitted).getFirst();
    }

    @Test
    void theManagerIsToldToStartWhatTheTasksThenGoTo() throws Exception {
        CompletableFuture<SubmitResponse> submission = submit("{\"n\":3}");
        PlayedManager.Command command = manager.next();
        JsonNode body = command.body();

        assertThat(command.delivery().getProperties().getContentType())
                .isEqualTo("application/json");
        assertThat(command.delivery().getProperties().getTimestamp()).isNotNull();
        assertThat(command.delivery().getProperties().getExpiration()).isNotNull();
        assertThat(body.path("command").asText()).isEqualTo("cmd_start_endpoint");
        assertThat(body.path("globus_username").asText()).isEqualTo("alice");
        assertThat(body.path("globus_effective_identity").asText())
                .isEqualTo(parts.alice.userId().toString());
        assertThat(body.path("globus_identity_set").path(0).path("sub").asText())
                .isEqualTo(parts.alice.userId().toString());
        assertThat(command.arguments().path("name").asText())
                .isEqualTo("uep.%s.%s".formatted(manager.id(), command.child()));
        assertThat(command.arguments().path("user_opts")).isEqualTo(Json.read("{\"n\":3}"));
        assertThat(submission).isNotDone();
        assertThat(parts.service.outbox().size()).isZero();

        try (PlayedAgent child = command.start()) {
            child.heartbeat(PlayedManager.Command.alive(), Map.of());
            SubmitResponse submitted = submission.get(3, TimeUnit.MINUTES);
            assertThat(submitted.endpointId()).isEqualTo(manager.id().toString());

            Delivery delivery = child.consume().next();
            UUID id = PlayedAgent.task(delivery).taskId();
            child.result(PlayedAgent.success(id, "11\n1"));
            Await.until("it is over", () -> parts.state(task(submitted)), "success"::equals);
        }
    }

    @Test
    void theSameConfigurationIsServedByTheSameUserEndpointHoweverItIsWritten() throws Exception {
        CompletableFuture<SubmitResponse> first = submit("{\"n\":3,\"m\":{\"a\":1,\"b\":2}}");
        PlayedManager.Command command = manager.next();
        try (PlayedAgent child = command.start()) {
            child.heartbeat(PlayedManager.Command.alive(), Map.of());
            first.get(3, TimeUnit.MINUTES);

            submit("{\"m\":{\"b\":2,\"a\":1},\"n\":3}").get(3, TimeUnit.MINUTES);
            assertThat(manager.poll(0)).isNull();

            var _ = submit("{\"n\":4}");
            assertThat(manager.next().child()).isNotEqualTo(command.child());
        }
    }

    @Test
    void whatTheEndpointRefusesIsRefusedInItsOwnWordsAndMayBeTriedAgain() throws Exception {
        CompletableFuture<SubmitResponse> submission = submit("{\"n\":\"x\"}");
        try (PlayedAgent child = manager.next().start()) {
            // The process that did not become one says so in the name of the manager too.
            manager.say(PlayedManager.Command.refusal("unexpected error"));
            child.heartbeat(
                    PlayedManager.Command.refusal("'x' is not of type 'integer'"), Map.of());
        }
        BeamletException refused = refusal(submission);
        assertThat(online(manager.id())).isTrue();

        assertThat(refused.code()).isEqualTo(ErrorCode.SEMANTICALLY_INVALID);
        assertThat(refused.what())
                .startsWith("Request payload failed validation: ")
                .contains("'x' is not of type 'integer'");
        assertThat(parts.service.outbox().size()).isZero();
        var _ = submit("{\"n\":\"x\"}");
        assertThat(manager.next().arguments().path("user_opts").path("n").asText()).isEqualTo("x");
    }

    @Test
    void nothingIsAcceptedForAManagerThatIsNotThere() throws Exception {
        manager.heartbeat(0);
        Await.until("it has said good-bye", () -> !online(manager.id()));

        BeamletException refused = refusal(submit("{}"));

        assertThat(refused.code()).isEqualTo(ErrorCode.ENDPOINT_NOT_STARTED);
        assertThat(refused.remedy()).contains("globus-compute-endpoint start");
        assertThat(manager.poll(0)).isNull();
    }

    @Test
    void nothingIsAcceptedWhereTheStartTakesTooLong(@TempDir Path other) throws Exception {
        stop();
        System.setProperty(TIMEOUT, "700ms");
        open(other);

        BeamletException refused = refusal(submit("{}"));

        assertThat(refused.code()).isEqualTo(ErrorCode.ENDPOINT_NOT_STARTED);
        assertThat(refused.what()).contains("no task was accepted");
        assertThat(parts.service.outbox().size()).isZero();
    }

    @Test
    void aUserEndpointThatWentIdleIsStartedAgainForWhatStillWaits() throws Exception {
        CompletableFuture<SubmitResponse> submission = submit("{}");
        PlayedManager.Command command = manager.next();
        try (PlayedAgent child = command.start()) {
            child.heartbeat(PlayedManager.Command.alive(), Map.of());
            String waits = task(submission.get(3, TimeUnit.MINUTES));
            Await.until("it is queued", () -> parts.state(waits), "waiting-for-ep"::equals);
            child.heartbeat(PlayedManager.Command.goodBye(), Map.of());
        }
        parts.clock.advance(Duration.ofSeconds(80));
        managerIsThere();

        PlayedManager.Command again = manager.next();

        assertThat(again.child()).isEqualTo(command.child());
        try (PlayedAgent child = again.start()) {
            child.heartbeat(PlayedManager.Command.alive(), Map.of());
            assertThat(child.consume().next()).isNotNull();
        }
    }

    @Test
    void whatAKilledUserEndpointHadTakenFailsAndWhatItHadNotTakenStays() throws Exception {
        CompletableFuture<SubmitResponse> submission = submit("{}");
        PlayedManager.Command command = manager.next();
        String taken;
        String waits;
        try (PlayedAgent child = command.start()) {
            child.heartbeat(PlayedManager.Command.alive(), Map.of());
            taken = task(submission.get(3, TimeUnit.MINUTES));
            // The played process acknowledges what it gets, and never says anything again.
            assertThat(PlayedAgent.task(child.consume().next()).taskId())
                    .isEqualTo(parts.uuid(taken));
        }
        waits = task(submit("{}").get(3, TimeUnit.MINUTES));
        Await.until("it is queued", () -> parts.state(waits), "waiting-for-ep"::equals);
        manager.heartbeat(0);
        Await.until("the manager is gone too", () -> !online(manager.id()));

        parts.clock.advance(Duration.ofSeconds(3 * PlayedManager.PERIOD_S + 1));

        Await.until("the lease is over", () -> parts.state(taken), "lost"::equals);
        assertThat(
                        parts.service
                                .tasks()
                                .find(parts.alice, TaskId.parse(taken))
                                .result()
                                .orElseThrow()
                                .data())
                .contains("ended without a result", command.child().toString());
        assertThat(parts.state(waits)).isEqualTo("waiting-for-ep");
        assertThat(parts.broker.depth(AmqpNames.taskQueue(command.child()))).isOne();
    }

    private static EndpointRegistration ofBeamlet(EndpointId child) {
        ObjectNode metadata = Json.NODES.objectNode().put("endpoint_version", "beamlet-0.1.0");
        new AgentSession("s-1", "login1", "login1:/uep", 1800, List.of()).addTo(metadata);
        return new EndpointRegistration("uep." + child, null, null, null, null, metadata);
    }

    @Test
    void aUserEndpointOfBeamletRegistersByItsManagersOwnerAndKeepsWhatItHasTaken()
            throws Exception {
        CompletableFuture<SubmitResponse> submission = submit("{}");
        EndpointId child = manager.next().child();
        Caller stranger = parts.service.tokens().mint("eve").caller();
        BeamletException refused =
                catchThrowableOfType(
                        BeamletException.class,
                        () ->
                                parts.service
                                        .registrations()
                                        .register(stranger, child, ofBeamlet(child)));
        assertThat(refused.code()).isEqualTo(ErrorCode.ENDPOINT_ALREADY_REGISTERED);
        assertThat(parts.service.endpoints().attended(parts.alice, child).id()).isEqualTo(child);

        EndpointRegistration.Answer answer =
                parts.service.registrations().register(parts.alice, child, ofBeamlet(child));
        String task;
        try (PlayedAgent agent = PlayedAgent.connect(answer)) {
            agent.heartbeat(PlayedManager.Command.alive(), Map.of());
            task = task(submission.get(3, TimeUnit.MINUTES));
            Delivery delivery = agent.consume().next();
            assertThat(delivery.getProperties().getHeaders().get(AmqpNames.EPOCH))
                    .isEqualTo(answer.epoch());
            assertThat(parts.service.endpoints().find(child).orElseThrow().kind())
                    .isEqualTo(EndpointKind.USER);
        }
        parts.clock.advance(Duration.ofSeconds(3 * PlayedManager.PERIOD_S + 1));
        managerIsThere();

        // Its journal has the task: it is started again and is not given up.
        assertThat(manager.next().child()).isEqualTo(child);
        EndpointRegistration.Answer again =
                parts.service.registrations().register(parts.alice, child, ofBeamlet(child));
        assertThat(parts.service.tasks().current(child, Map.of(task, 1), "s-1"))
                .containsExactly(task);
        try (PlayedAgent agent = PlayedAgent.connect(again)) {
            agent.result(PlayedAgent.success(parts.uuid(task), "11\n1"));
            Await.until("it is over", () -> parts.state(task), "success"::equals);
        }
    }

    @Test
    void aUserEndpointIsNeitherListedNorRegisteredNorSubmittedTo() throws Exception {
        var _ = submit("{}");
        EndpointId child = manager.next().child();

        assertThat(parts.service.endpoints().list(parts.alice, true))
                .extracting(endpoint -> endpoint.id())
                .contains(manager.id())
                .doesNotContain(child);
        assertThat(parts.service.endpoints().find(child).orElseThrow().kind())
                .isEqualTo(EndpointKind.USER);
        BeamletException conflict =
                catchThrowableOfType(
                        BeamletException.class,
                        () ->
                                parts.service
                                        .registrations()
                                        .registerManager(
                                                parts.alice, child, PlayedManager.body("m")));
        assertThat(conflict.code()).isEqualTo(ErrorCode.RESOURCE_CONFLICT);
    }

    @Test
    void aDeletedManagerTakesItsUserEndpointsWithIt() throws Exception {
        CompletableFuture<SubmitResponse> submission = submit("{}");
        PlayedManager.Command command = manager.next();
        String task;
        try (PlayedAgent child = command.start()) {
            child.heartbeat(PlayedManager.Command.alive(), Map.of());
            task = task(submission.get(3, TimeUnit.MINUTES));
        }
        parts.service.removal().delete(parts.alice, manager.id());

        assertThat(parts.service.endpoints().find(command.child())).isEmpty();
        Await.until("whoever waits is told", () -> parts.state(task), "cancelled"::equals);
        assertThat(parts.broker.depth(AmqpNames.taskQueue(command.child()))).isEqualTo(-1);
    }
}

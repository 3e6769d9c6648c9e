package org.beamlet.cloud.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.beamlet.cloud.peer.Await;
import org.beamlet.cloud.peer.PlayedAgent;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.rest.EndpointRegistration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the tasks of an endpoint that falls silent. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LostEndpointIT {
    @SuppressWarnings("NullAway.Init")
    private Lab lab;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        lab = new Lab(folder);
    }

    @AfterAll
    void stop() {
        lab.close();
    }

    @Test
    void whatRanIsPlacedAnewOrFailsOnceTheLeaseIsOverAndWhatWaitsGoesOnWaiting() throws Exception {
        try (Lab.Node node = lab.node("a1")) {
            String again = lab.submit(node.id(), lab.idempotent, 1).getFirst();
            String once = lab.submit(node.id(), lab.parts.function, 1).getFirst();
            String waits = lab.submit(node.id(), lab.parts.function, 1).getFirst();
            lab.beat(node, List.of(again, once), lab.running(List.of(again, once)));

            lab.pass(Lab.LEASE.minusSeconds(60));
            assertThat(lab.task(again).state()).isEqualTo("running");
            assertThat(lab.task(once).state()).isEqualTo("running");

            lab.pass(Duration.ofSeconds(90));
            assertThat(lab.attempt(again)).isEqualTo(1001);
            assertThat(lab.task(once).state()).isEqualTo("lost");
            assertThat(lab.task(once).result().map(Message.Result::errorDetails))
                    .hasValueSatisfying(error ->
                            assertThat(error.userMessage())
                                    .contains("'a1'")
                                    .contains("agent_lost_after"));
            assertThat(lab.task(waits).state()).isEqualTo("waiting-for-ep");
            assertThat(lab.attempt(waits)).isEqualTo(1);
        }
    }

    @Test
    void theOutcomeOfAnAttemptThatWasGivenUpIsRecordedAndDiscarded() throws Exception {
        Lab.Node node = lab.node("a2");
        String task = lab.submit(node.id(), lab.idempotent, 1).getFirst();
        lab.beat(node, List.of(task), lab.running(List.of(task)));
        node.close();
        lab.pass(Lab.LEASE.plusSeconds(1));
        assertThat(lab.attempt(task)).isEqualTo(1001);

        long rejected = lab.parts.service.rejected().count();
        try (PlayedAgent back = PlayedAgent.connect(lab.register(node.id(), "back", "a2"))) {
            back.result(PlayedAgent.success(UUID.fromString(task), "11\n\"late\""), 2);
            Await.until("it is put aside", () -> lab.parts.service.rejected().count() > rejected);
            assertThat(lab.task(task).completedMs()).isNull();
            assertThat(lab.parts.service.tasks().superseded(lab.task(task)))
                    .singleElement()
                    .satisfies(one -> {
                        assertThat(one.attempt()).isEqualTo(1);
                        assertThat(one.why()).contains("'a2'").contains("not heard of");
                        assertThat(one.lateMs()).isNotNull();
                    });

            back.result(PlayedAgent.success(UUID.fromString(task), "11\n\"new\""), 1001);
            Await.until("the new one counts", () -> lab.task(task).state(), "success"::equals);
        }
    }

    @Test
    void aTaskOfAnotherAgentsJournalIsNoLongerItsOwn() throws Exception {
        try (Lab.Node node = lab.node("a3")) {
            String task = lab.submit(node.id(), lab.idempotent, 1).getFirst();
            lab.beat(node, List.of(task), lab.running(List.of(task)));
            assertThat(lab.parts.service.tasks().current(node.id(), Map.of(task, 1), null))
                    .containsExactly(task);
            assertThatThrownBy(() ->
                            lab.parts
                                    .service
                                    .tasks()
                                    .current(node.id(), Map.of(task, 1), "another"))
                    .isInstanceOfSatisfying(
                            BeamletException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_CONFLICT));

            lab.pass(Lab.LEASE.plusSeconds(1));
            assertThat(lab.parts.service.tasks().current(node.id(), Map.of(task, 3), null))
                    .isEmpty();
        }
    }

    @Test
    void aSecondAgentIsRefusedByNameUntilTheFirstIsSilent() throws Exception {
        try (Lab.Node node = lab.node("a4")) {
            assertThatThrownBy(() -> lab.register(node.id(), "second", "b4"))
                    .isInstanceOfSatisfying(
                            BeamletException.class,
                            e -> {
                                assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_CONFLICT);
                                assertThat(e.what()).contains("serves on a4 since");
                                assertThat(e.remedy()).contains("endpoint stop");
                            });
            // The refused one has not disturbed the first.
            lab.beat(node, List.of(), Map.of());

            lab.pass(Duration.ofSeconds(3 * Lab.PERIOD_S + 1));
            assertThat(lab.register(node.id(), "second", "b4").epoch()).isEqualTo(2);
        }
    }

    @Test
    void anAgentThatIsStartedAgainInTheSameFolderIsLetInAtOnce() throws Exception {
        try (Lab.Node node = lab.node("a5")) {
            assertThat(node.answer().epoch()).isEqualTo(1);
            assertThat(lab.register(node.id(), "next", "a5").epoch()).isEqualTo(2);
            assertThat(lab.register(node.id(), "next", "a5").epoch()).isEqualTo(2);
        }
    }

    @Test
    void anEndpointThatIsNotBeamletsIsLostAfterThreePeriods() throws Exception {
        String task = lab.parts.submit(1).getFirst();
        try (PlayedAgent agent = lab.parts.agent()) {
            agent.heartbeat(
                    Map.of("heartbeat_period", 30, "active", true), lab.running(List.of(task)));
            Await.until("it runs", () -> lab.parts.state(task), "running"::equals);
        }
        lab.pass(Duration.ofSeconds(80));
        assertThat(lab.parts.state(task)).isEqualTo("running");
        lab.pass(Duration.ofSeconds(20));
        assertThat(lab.parts.state(task)).isEqualTo("lost");
    }

    /** It keeps them in its journal, and is only stopped for its upgrade. */
    @Test
    void anEarlierBeamletAgentThatSaidGoodByeKeepsItsTasksForAWhile() throws Exception {
        ObjectNode version = Json.NODES.objectNode().put("endpoint_version", "beamlet-0.0");
        EndpointRegistration.Answer answer =
                lab.parts
                        .service
                        .registrations()
                        .register(
                                lab.parts.alice,
                                EndpointId.random(),
                                new EndpointRegistration("old", null, null, null, null, version));
        EndpointId old = EndpointId.parse(answer.endpointId());
        String task = lab.submit(old, lab.parts.function, 1).getFirst();
        try (PlayedAgent agent = PlayedAgent.connect(answer)) {
            agent.heartbeat(
                    Map.of("heartbeat_period", 30, "active", true), lab.running(List.of(task)));
            Await.until("it runs", () -> lab.parts.state(task), "running"::equals);
            agent.heartbeat(
                    Map.of("heartbeat_period", 30, "active", false, "mark", "good-bye"), Map.of());
            // Told after the time has passed, it would be young still.
            Await.until(
                    "the good-bye was read",
                    () ->
                            lab.parts
                                    .service
                                    .endpoints()
                                    .find(old)
                                    .map(endpoint -> String.valueOf(endpoint.report()))
                                    .orElse("")
                                    .contains("good-bye"));
        }
        lab.pass(Duration.ofMinutes(29));
        assertThat(lab.parts.state(task)).isEqualTo("running");
        lab.pass(Duration.ofMinutes(2));
        assertThat(lab.parts.state(task)).isEqualTo("lost");
    }

    @Test
    void tasksExpireAndAreForgotten() throws Exception {
        try (Lab.Node node = lab.node("a6")) {
            String task = lab.submit(node.id(), lab.idempotent, 1).getFirst();
            lab.pass(Duration.ofDays(13));
            assertThat(lab.task(task).completedMs()).isNull();
            lab.pass(Duration.ofDays(2));
            assertThat(lab.task(task).state()).isEqualTo("expired");
            lab.pass(Duration.ofDays(13));
            assertThat(lab.task(task).state()).isEqualTo("expired");
            lab.pass(Duration.ofDays(2));
            assertThatThrownBy(() -> lab.task(task))
                    .isInstanceOfSatisfying(
                            BeamletException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.TASK_NOT_FOUND));
        }
    }
}

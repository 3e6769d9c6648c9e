package org.beamlet.cloud.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Delivery;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.peer.Await;
import org.beamlet.cloud.peer.PlayedAgent;
import org.beamlet.protocol.amqp.AmqpNames;
import org.beamlet.protocol.id.TaskGroupId;
import org.beamlet.protocol.rest.SubmitResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that goes away delays tasks and results and loses none. */
class BrokerTroubleIT {
    @TempDir Path folder;

    @SuppressWarnings("NullAway.Init")
    private RunningParts parts;

    @BeforeEach
    void start() {
        parts = new RunningParts(folder);
    }

    @AfterEach
    void stop() {
        parts.close();
    }

    @Test
    void tasksSubmittedWhileTheBrokerIsAwayAreDeliveredWhenItIsBack() throws Exception {
        parts.broker.stop();

        SubmitResponse submitted = parts.submit(20, true, null);
        assertThat(parts.service.outbox().size()).isEqualTo(20);
        parts.broker.start();

        List<String> ids = RunningParts.ids(submitted);
        try (PlayedAgent agent = parts.agent().consume()) {
            List<String> delivered = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                delivered.add(PlayedAgent.task(agent.next()).taskId().toString());
            }
            assertThat(delivered).containsExactlyElementsOf(ids);
        }
        Await.until("the outbox is empty", () -> parts.service.outbox().size() == 0);
        assertThat(ids).allSatisfy(id -> assertThat(parts.state(id)).isEqualTo("waiting-for-ep"));
    }

    @Test
    void resultsOfABrokerThatCameBackAreStoredAndStreamed() throws Exception {
        SubmitResponse submitted = parts.submit(1, true, null);
        String task = RunningParts.ids(submitted).getFirst();
        try (PlayedAgent agent = parts.agent().consume()) {
            agent.next();
        }
        parts.broker.stop();
        parts.broker.start();

        try (PlayedAgent agent = parts.agent()) {
            agent.result(PlayedAgent.success(parts.uuid(task), "11\n1"));
        }

        Await.until("the task is over", () -> parts.state(task), "success"::equals);
        String stream = BrokerAdmin.streamPrefix(parts.alice.userId()) + submitted.taskGroupId();
        Await.until("the result is on the stream", () -> parts.broker.depth(stream), d -> d == 1);
    }

    @Test
    void aTaskThatTheBrokerReturnsIsPublishedAgainOnceItsQueueIsDeclaredAnew() throws Exception {
        parts.broker.deleteEndpoint(parts.endpoint);
        assertThat(parts.broker.depth(AmqpNames.taskQueue(parts.endpoint))).isNegative();

        String task = parts.submit(1).getFirst();

        Await.until(
                "the task is queued",
                () -> parts.broker.depth(AmqpNames.taskQueue(parts.endpoint)),
                depth -> depth == 1);
        Await.until("the task is published", () -> parts.state(task), "waiting-for-ep"::equals);
    }

    @Test
    void aResultWhoseStreamIsMissingIsStreamedOnceTheStreamIsDeclaredAnew() throws Exception {
        SubmitResponse submitted = parts.submit(1, true, null);
        String task = RunningParts.ids(submitted).getFirst();
        parts.broker.deleteStream(parts.alice.userId(), TaskGroupId.parse(submitted.taskGroupId()));

        try (PlayedAgent agent = parts.agent().consume()) {
            Delivery delivery = agent.next();
            agent.result(PlayedAgent.success(PlayedAgent.task(delivery).taskId(), "11\n1"));
        }

        Await.until("the task is over", () -> parts.state(task), "success"::equals);
        String stream = BrokerAdmin.streamPrefix(parts.alice.userId()) + submitted.taskGroupId();
        Await.until("the result is on the stream", () -> parts.broker.depth(stream), d -> d == 1);
    }

    @Test
    void tasksOfADeletedEndpointFailInsteadOfWaiting() throws Exception {
        String task = parts.submit(1).getFirst();

        parts.service.removal().delete(parts.alice, parts.endpoint);

        assertThat(parts.state(task)).isEqualTo("cancelled");
        assertThat(parts.service.outbox().size()).isZero();
        assertThat(parts.broker.depth(AmqpNames.taskQueue(parts.endpoint))).isNegative();
    }
}

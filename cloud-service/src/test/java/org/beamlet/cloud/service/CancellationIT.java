package org.beamlet.cloud.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.peer.Await;
import org.beamlet.cloud.peer.PlayedAgent;
import org.beamlet.cloud.task.Cancellations;
import org.beamlet.protocol.amqp.AmqpNames;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.TaskGroupId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.MessageCodec;
import org.beamlet.protocol.rest.EndpointRegistration;
import org.beamlet.protocol.rest.SubmitResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cancelling, on a service with its broker in this process; the test plays the agent. */
class CancellationIT {
    @TempDir Path folder;
    RunningParts parts;

    @BeforeEach
    void start() {
        parts = new RunningParts(folder);
    }

    @AfterEach
    void stop() {
        parts.close();
    }

    private boolean cancel(String task) {
        return parts.service.cancellations().cancel(parts.alice, TaskId.parse(task));
    }

    private EndpointRegistration.Answer registered(String version) {
        return parts.service
                .registrations()
                .register(
                        parts.alice,
                        parts.endpoint,
                        new EndpointRegistration(
                                "ws",
                                null,
                                null,
                                null,
                                null,
                                Json.NODES.objectNode().put("endpoint_version", version)));
    }

    @Test
    void aCancelledTaskIsOverAtOnceAndItsWaiterIsTold() throws Exception {
        SubmitResponse submitted = parts.submit(1, true, null);
        String task = RunningParts.ids(submitted).getFirst();

        assertThat(cancel(task)).isTrue();

        assertThat(parts.state(task)).isEqualTo("cancelled");
        String stream = BrokerAdmin.streamPrefix(parts.alice.userId()) + submitted.taskGroupId();
        Await.until("the outcome is on the stream", () -> parts.broker.depth(stream), d -> d == 1);
        Message.Result result =
                parts.service.tasks().find(parts.alice, TaskId.parse(task)).result().orElseThrow();
        assertThat(Objects.requireNonNull(result.errorDetails()).code())
                .isEqualTo(ErrorCode.TASK_CANCELLED.name());
    }

    @Test
    void aResultThatComesAfterwardsIsDiscarded() throws Exception {
        String task = parts.submit(1).getFirst();
        try (PlayedAgent agent = parts.agent().consume()) {
            agent.next();
            assertThat(cancel(task)).isTrue();

            agent.result(PlayedAgent.success(parts.uuid(task), "11\n1"));
            // Results are handled in their order: once this one is stored, so was the other.
            String next = parts.submit(1).getFirst();
            agent.next();
            agent.result(PlayedAgent.success(parts.uuid(next), "11\n2"));
            Await.until("the next task is over", () -> parts.state(next), "success"::equals);
        }
        assertThat(parts.state(task)).isEqualTo("cancelled");
    }

    @Test
    void aTaskThatIsOverStaysAsItIs() throws Exception {
        String task = parts.submit(1).getFirst();
        try (PlayedAgent agent = parts.agent().consume()) {
            agent.next();
            agent.result(PlayedAgent.success(parts.uuid(task), "11\n1"));
            Await.until("the task is over", () -> parts.state(task), "success"::equals);
        }

        assertThat(cancel(task)).isFalse();
        assertThat(parts.state(task)).isEqualTo("success");
    }

    @Test
    void whatTheBrokerHasNotTakenNeverReachesIt() throws Exception {
        parts.broker.stop();
        String task = parts.submit(1).getFirst();

        cancel(task);
        parts.broker.start();
        String next = parts.submit(1).getFirst();

        try (PlayedAgent agent = parts.agent().consume()) {
            assertThat(PlayedAgent.task(agent.next()).taskId()).hasToString(next);
        }
    }

    @Test
    void beamletsAgentIsTold() throws Exception {
        EndpointRegistration.Answer registration = registered("beamlet-0.1.0");
        String task = parts.submit(1).getFirst();

        cancel(task);

        EndpointRegistration.QueueInfo commands =
                Objects.requireNonNull(registration.commandQueue());
        Await.until("the agent is told", () -> parts.broker.depth(commands.queue()), d -> d == 1);
        try (Connection connection = PlayedAgent.connection(parts.broker.serviceLogin().url())) {
            GetResponse command = connection.createChannel().basicGet(commands.queue(), true);
            assertThat(MessageCodec.decode(command.getBody()))
                    .isEqualTo(new Message.TaskCancel(parts.uuid(task)));
        }
    }

    @Test
    void anotherAgentIsNot() throws Exception {
        EndpointRegistration.Answer other = parts.register("globus");
        registered("beamlet-0.1.0");
        String foreign =
                RunningParts.ids(
                                parts.service
                                        .submissions()
                                        .submit(
                                                parts.alice,
                                                other.endpointId(),
                                                parts.request(1, false, null)))
                        .getFirst();
        String own = parts.submit(1).getFirst();

        cancel(foreign);
        cancel(own);

        String queue = AmqpNames.commandQueue(parts.endpoint);
        Await.until("one agent is told", () -> parts.broker.depth(queue), d -> d == 1);
        assertThat(parts.broker.depth(Objects.requireNonNull(other.commandQueue()).queue()))
                .isZero();
    }

    @Test
    void aGroupIsCancelledWhole() throws Exception {
        SubmitResponse submitted = parts.submit(700, false, null);
        List<String> tasks = RunningParts.ids(submitted);
        cancel(tasks.getFirst());

        Cancellations.Done done =
                parts.service
                        .cancellations()
                        .cancel(parts.alice, TaskGroupId.parse(submitted.taskGroupId()));

        assertThat(done).isEqualTo(new Cancellations.Done(699, 1));
        assertThat(tasks).allSatisfy(task -> assertThat(parts.state(task)).isEqualTo("cancelled"));
    }

    @Test
    void somebodyElsesTaskIsNotCancelled() {
        String task = parts.submit(1).getFirst();
        Caller mallory = parts.service.tokens().mint("mallory").caller();

        assertThatThrownBy(() -> parts.service.cancellations().cancel(mallory, TaskId.parse(task)))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.TASK_ACCESS_FORBIDDEN));
        assertThat(parts.state(task)).isNotEqualTo("cancelled");
    }
}

package org.beamlet.cloud.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Delivery;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.beamlet.cloud.peer.Await;
import org.beamlet.cloud.peer.PlayedAgent;
import org.beamlet.protocol.amqp.AmqpNames;
import org.beamlet.protocol.rest.EndpointRegistration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that are neither in their queue nor with their agent are published again. */
class MissingTasksIT {
    private static final int MANY = 1000;

    @TempDir Path folder;

    @Test
    void aDeletedQueueLosesNothingAndRepeatsNothing() throws Exception {
        try (Lab lab = new Lab(folder)) {
            Lab.Node node = lab.node("a1");
            List<String> tasks = lab.submit(node.id(), lab.parts.function, MANY);
            List<String> held = tasks.subList(0, 10);
            assertThat(lab.parts.broker.depth(AmqpNames.taskQueue(node.id()))).isEqualTo(MANY);

            lab.parts.broker.deleteEndpoint(node.id());
            PlayedAgent agent = again(lab, node);
            // The agent had ten of them; whatever it says before it says so twice counts nothing.
            lab.parts.clock.advance(Duration.ofSeconds(30));
            Lab.Node back = new Lab.Node(node.id(), node.answer(), agent);
            lab.beat(back, held, lab.running(held));
            lab.look();
            assertThat(lab.parts.broker.depth(AmqpNames.taskQueue(node.id()))).isZero();
            lab.parts.clock.advance(Duration.ofSeconds(30));
            lab.beat(back, held, Map.of());
            lab.look();

            Set<String> delivered = new HashSet<>();
            agent.consume();
            for (int i = 0; i < MANY - held.size(); i++) {
                Delivery delivery = agent.next();
                delivered.add(PlayedAgent.task(delivery).taskId().toString());
                assertThat(delivery.getProperties().getHeaders().get(AmqpNames.ATTEMPT))
                        .isEqualTo(1);
            }
            assertThat(delivered).hasSize(MANY - held.size()).doesNotContainAnyElementsOf(held);
            for (String task : tasks) {
                agent.result(PlayedAgent.success(UUID.fromString(task), "11\n1"), 1);
            }
            Await.until(
                    "all have ended",
                    () -> tasks.stream().allMatch(task -> lab.task(task).completedMs() != null));
            assertThat(lab.parts.broker.depth(AmqpNames.taskQueue(node.id()))).isZero();
        }
    }

    /** The same run of the agent, which has lost its connection. */
    private static PlayedAgent again(Lab lab, Lab.Node node) throws Exception {
        EndpointRegistration.Answer answer = lab.register(node.id(), lab.session(node.id()), "a1");
        assertThat(answer.epoch()).isEqualTo(node.answer().epoch());
        return PlayedAgent.connect(answer);
    }
}

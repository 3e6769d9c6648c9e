package org.beamlet.conformance.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.beamlet.cloud.broker.AmqpPeer;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.broker.embedded.EmbeddedBroker;
import org.beamlet.protocol.amqp.AmqpNames;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.TaskGroupId;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library that Globus Compute speaks AMQP with, against the embedded broker. */
@Tag("pika")
class PikaIT {
    private static final int TASKS = 10;
    private static final int PUBLISHED = 20;

    private final EndpointId endpoint = EndpointId.random();
    private final EndpointId other = EndpointId.random();
    private final UUID owner = UUID.randomUUID();
    private final TaskGroupId group = TaskGroupId.random();

    @TempDir Path folder;

    @Test
    void anAgentAndAClientOfGlobusComputeFindWhatTheyNeedAndNoMore() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0)) {
            broker.declareTopology();
            broker.declareEndpoint(endpoint);
            broker.declareEndpoint(other);
            broker.declareStream(owner, group);
            publish(broker);

            List<String> told = pika(broker);

            assertThat(told).last().isEqualTo("done");
            assertThat(told.subList(0, told.size() - 1))
                    .hasSize(8)
                    .allMatch(line -> line.startsWith("ok "));
            assertThat(broker.depth(AmqpNames.RESULTS_QUEUE)).isEqualTo(PUBLISHED);
            assertThat(broker.depth(AmqpNames.HEARTBEATS_QUEUE)).isEqualTo(PUBLISHED);
        }
    }

    private void publish(EmbeddedBroker broker) throws Exception {
        try (AmqpPeer service = AmqpPeer.connect(broker.serviceLogin())) {
            for (int i = 0; i < TASKS; i++) {
                Map<String, Object> headers = Map.of(AmqpNames.TASK_UUID, Integer.toString(i));
                BasicProperties task =
                        new BasicProperties.Builder().deliveryMode(2).headers(headers).build();
                byte[] body = ("task " + i).getBytes(UTF_8);
                service.channel().basicPublish("", AmqpNames.taskQueue(endpoint), true, task, body);
            }
            service.publish("", streamQueue(), "a result".getBytes(UTF_8));
        }
    }

    private List<String> pika(EmbeddedBroker broker) throws Exception {
        String conformance = System.getProperty("beamlet.conformance", "");
        Path python = Path.of(conformance, "target", "venv-pika", "bin", "python");
        assertThat(python).as("made by: conformance/run pika").exists();
        Path told = folder.resolve("told");
        Process process =
                new ProcessBuilder(python.toString(), conformance + "/peers/pika_agent.py")
                        .redirectErrorStream(true)
                        .redirectOutput(told.toFile())
                        .start();
        // On stdin: a URL with a password is not for the process list.
        try (var stdin = process.getOutputStream()) {
            stdin.write(Json.writeBytes(order(broker)));
        }
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended).as(Files.readString(told)).isTrue();
        return Files.readAllLines(told);
    }

    private Map<String, String> order(EmbeddedBroker broker) {
        return Map.of(
                "agent", broker.endpointLogin(endpoint).url(),
                "stream", broker.streamLogin(owner).url(),
                "endpoint", endpoint.toString(),
                "other", other.toString(),
                "stream_queue", streamQueue());
    }

    private String streamQueue() {
        return BrokerAdmin.streamPrefix(owner) + group;
    }
}

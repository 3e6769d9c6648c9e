package org.beamlet.conformance.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.amqp.AmqpClient;
import io.vertx.amqp.AmqpClientOptions;
import io.vertx.amqp.AmqpMessage;
import io.vertx.amqp.AmqpReceiver;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;

/** Some other system of the facility that reads the feed. */
final class EventListener implements AutoCloseable {
    private static final String TYPE = "application/cloudevents+json; charset=utf-8";

    private final Vertx vertx = Vertx.vertx();

    // Guarded by this.
    private final Map<String, Map<String, JsonNode>> byTask = new LinkedHashMap<>();

    static EventListener on(FeedPeer peer) throws Exception {
        EventListener listener = new EventListener();
        AmqpClientOptions options =
                new AmqpClientOptions().setHost(peer.host()).setPort(peer.port());
        if (!peer.user().isEmpty()) {
            options.setUsername(peer.user()).setPassword(peer.password());
        }
        AmqpClient client = AmqpClient.create(listener.vertx, options);
        AmqpReceiver receiver = await(client.createReceiver(peer.address()));
        receiver.handler(listener::heard);
        return listener;
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private synchronized void heard(AmqpMessage message) {
        assertThat(message.contentType()).isEqualTo(TYPE);
        JsonNode event = Json.read(message.bodyAsBinary().toString());
        byTask.computeIfAbsent(event.path("subject").asText(), _ -> new LinkedHashMap<>())
                .putIfAbsent(event.path("data").path("state").asText(), event);
    }

    /** {@return the events of a task by the state that they tell of, in order of arrival} */
    synchronized Map<String, JsonNode> of(TaskId task) {
        return new LinkedHashMap<>(byTask.getOrDefault(task.toString(), Map.of()));
    }

    @Override
    public void close() {
        var _ = vertx.close();
    }
}

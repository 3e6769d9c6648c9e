package org.beamlet.cloud.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;

/** Whoever waits for the results of a task group, as the SDK's executor does. */
public final class Listener implements AutoCloseable {
    private final Connection connection;
    private final BlockingQueue<Delivery> results = new LinkedBlockingQueue<>();

    private Listener(Connection connection) {
        this.connection = connection;
    }

    public static Listener on(Rest rest, String taskGroup) throws Exception {
        JsonNode address = rest.get("/v2/get_amqp_result_connection_url").ok();
        Listener listener =
                new Listener(PlayedAgent.connection(address.path("connection_url").asText()));
        Channel channel = listener.connection.createChannel();
        channel.basicConsume(
                address.path("queue_prefix").asText() + taskGroup,
                true,
                (_, delivery) -> listener.results.add(delivery),
                _ -> {});
        return listener;
    }

    public Delivery next() throws InterruptedException {
        Delivery delivery = results.poll(2, TimeUnit.MINUTES);
        Assertions.assertThat(delivery).as("a result on the stream").isNotNull();
        return Objects.requireNonNull(delivery);
    }

    @Override
    public void close() {
        connection.abort(2000);
    }
}

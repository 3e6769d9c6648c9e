package org.beamlet.cloud.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.beamlet.cloud.peer.PlayedAgent;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.MessageCodec;
import org.beamlet.protocol.rest.EndpointRegistration;
import org.jspecify.annotations.Nullable;

/** A manager endpoint with the credentials of its registration, and what it is told to start. */
final class PlayedManager implements AutoCloseable {
    /** Of user endpoints: three of them without a heartbeat are their end. */
    static final int PERIOD_S = 60;

    private final EndpointRegistration.ManagerAnswer registration;
    private final Connection connection;
    private final Channel channel;
    private final BlockingQueue<Delivery> commands = new LinkedBlockingQueue<>();

    PlayedManager(EndpointRegistration.ManagerAnswer registration) throws Exception {
        this.registration = registration;
        this.connection = PlayedAgent.connection(registration.commandQueue().connectionUrl());
        this.channel = connection.createChannel();
        channel.basicConsume(
                registration.commandQueue().queue(),
                true,
                (_, delivery) -> commands.add(delivery),
                _ -> {});
    }

    static EndpointRegistration body(String name) {
        JsonNode metadata =
                Json.read(
                        """
                        {"endpoint_version":"4.19.0","user_config_template":"engine: …"}\
                        """);
        return new EndpointRegistration(name, null, null, null, null, metadata);
    }

    EndpointId id() {
        return EndpointId.parse(registration.endpointId());
    }

    void heartbeat(int period) throws Exception {
        say(Map.of("heartbeat_period", period));
    }

    void say(Map<String, @Nullable Object> state) throws Exception {
        Map<String, Object> publish =
                Map.copyOf(registration.heartbeatQueue().queuePublishKwargs());
        channel.basicPublish(
                String.valueOf(publish.get("exchange")),
                String.valueOf(publish.get("routing_key")),
                null,
                MessageCodec.encode(new Message.StatusReport(id().value(), state, Map.of())));
    }

    /** {@return the next command, waiting for it} */
    Command next() throws InterruptedException {
        Delivery delivery = commands.poll(2, TimeUnit.MINUTES);
        Assertions.assertThat(delivery).as("a command").isNotNull();
        return new Command(delivery, Json.read(new String(delivery.getBody(), UTF_8)));
    }

    @Nullable Delivery poll(long milliseconds) throws InterruptedException {
        return commands.poll(milliseconds, TimeUnit.MILLISECONDS);
    }

    /** What it was told, and the user endpoint that it would start. */
    record Command(Delivery delivery, JsonNode body) {
        JsonNode arguments() {
            return body.path("kwargs");
        }

        EndpointId child() {
            return EndpointId.parse(arguments().path("amqp_creds").path("endpoint_id").asText());
        }

        /** {@return the process that the manager would start} */
        PlayedAgent start() throws Exception {
            return PlayedAgent.connect(
                    Json.convert(
                            arguments().path("amqp_creds"), EndpointRegistration.Answer.class));
        }

        static Map<String, @Nullable Object> alive() {
            return new HashMap<>(Map.of("heartbeat_period", PERIOD_S, "active", true));
        }

        static Map<String, @Nullable Object> goodBye() {
            return new HashMap<>(Map.of("heartbeat_period", PERIOD_S, "active", false));
        }

        static Map<String, @Nullable Object> refusal(String why) {
            return new HashMap<>(Map.of("heartbeat_period", 3, "error", why));
        }
    }

    @Override
    public void close() {
        connection.abort(2000);
    }
}

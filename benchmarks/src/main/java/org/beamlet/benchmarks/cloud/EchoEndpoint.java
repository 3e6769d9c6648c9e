package org.beamlet.benchmarks.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.beamlet.protocol.amqp.AmqpNames;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.MessageCodec;
import org.beamlet.protocol.rest.EndpointRegistration;

/**
 * An endpoint without workers: answers each task with success as soon as it is delivered. As a real
 * one it publishes persistent and mandatory, waits for the confirms of a batch, and acknowledges
 * the batch's tasks only then.
 */
final class EchoEndpoint implements AutoCloseable {
    private static final int PREFETCH = 500;
    private static final int PERSISTENT = 2;
    private static final long CONFIRM_MS = 60_000;

    private final EndpointId id;
    private final Connection connection;
    private final Thread thread;
    private final BlockingQueue<Delivery> arrived = new LinkedBlockingQueue<>();
    private final AtomicLong delivered = new AtomicLong();

    private EchoEndpoint(EndpointId id, Connection connection) {
        this.id = id;
        this.connection = connection;
        this.thread = Thread.ofPlatform().name("echo-" + id).daemon(true).unstarted(this::work);
    }

    /** Registers an endpoint and begins to answer. */
    static EchoEndpoint open(URI service, String token, String name)
            throws IOException, InterruptedException, TimeoutException {
        EndpointRegistration.Answer answer = register(service, token, name);
        ConnectionFactory factory = new ConnectionFactory();
        try {
            factory.setUri(answer.taskQueue().connectionUrl());
        } catch (URISyntaxException | GeneralSecurityException e) {
            throw new IOException("the registration's address cannot be used", e);
        }
        EchoEndpoint endpoint =
                new EchoEndpoint(
                        EndpointId.parse(answer.endpointId()), factory.newConnection(name));
        endpoint.thread.start();
        return endpoint;
    }

    private static EndpointRegistration.Answer register(URI service, String token, String name)
            throws IOException, InterruptedException {
        EndpointRegistration body =
                Json.mapper()
                        .treeToValue(
                                Json.NODES.objectNode().put("endpoint_name", name),
                                EndpointRegistration.class);
        HttpRequest request =
                HttpRequest.newBuilder(service.resolve("/v3/endpoints"))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(Json.write(body)))
                        .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            String answer = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
            JsonNode read = Json.read(answer);
            if (!read.has("endpoint_id")) {
                throw new IOException("the service refused the endpoint: " + answer);
            }
            return Json.convert(read, EndpointRegistration.Answer.class);
        }
    }

    EndpointId id() {
        return id;
    }

    /** {@return how many deliveries came in, redeliveries included} */
    long delivered() {
        return delivered.get();
    }

    private void work() {
        try {
            Channel channel = connection.createChannel();
            channel.basicQos(PREFETCH);
            channel.confirmSelect();
            channel.basicConsume(
                    AmqpNames.taskQueue(id),
                    false,
                    "",
                    false,
                    true,
                    null,
                    (_, delivery) -> arrived.add(delivery),
                    _ -> {});
            while (true) {
                List<Delivery> batch = new ArrayList<>();
                batch.add(arrived.take());
                arrived.drainTo(batch);
                answer(channel, batch);
            }
        } catch (InterruptedException _) {
            // close() ends it.
        } catch (IOException | TimeoutException e) {
            System.err.println("error: echo endpoint " + id + " stopped: " + e);
        }
    }

    private void answer(Channel channel, List<Delivery> batch)
            throws IOException, InterruptedException, TimeoutException {
        for (Delivery delivery : batch) {
            delivered.incrementAndGet();
            Object task =
                    Objects.requireNonNull(
                            delivery.getProperties().getHeaders().get(AmqpNames.TASK_UUID));
            channel.basicPublish(
                    AmqpNames.RESULTS_EXCHANGE,
                    AmqpNames.resultsKey(id),
                    true,
                    new AMQP.BasicProperties.Builder().deliveryMode(PERSISTENT).build(),
                    MessageCodec.encode(
                            new Message.Result(
                                    UUID.fromString(task.toString()),
                                    "11\nnull",
                                    null,
                                    null,
                                    null)));
        }
        channel.waitForConfirmsOrDie(CONFIRM_MS);
        channel.basicAck(batch.getLast().getEnvelope().getDeliveryTag(), true);
    }

    @Override
    public void close() {
        thread.interrupt();
        connection.abort(2000);
    }
}

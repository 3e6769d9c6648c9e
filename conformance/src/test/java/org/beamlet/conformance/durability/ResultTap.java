package org.beamlet.conformance.durability;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.beamlet.client.BeamletClient;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.MessageCodec;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.payload.Serialized;
import org.beamlet.protocol.rest.StreamAddress;
import org.beamlet.protocol.rest.SubmitRequest;
import org.beamlet.protocol.rest.SubmitResponse;

/**
 * Submits a batch and counts what its stream delivers, without dropping repeats as a client would.
 */
final class ResultTap implements AutoCloseable {
    private final BeamletClient client;
    private final Connection connection;
    private final StreamAddress address;
    private final Map<UUID, Integer> results = new ConcurrentHashMap<>();
    private final List<TaskId> tasks = new ArrayList<>();

    private ResultTap(BeamletClient client, StreamAddress address, Connection connection) {
        this.client = client;
        this.address = address;
        this.connection = connection;
    }

    static ResultTap on(BeamletClient client) throws IOException {
        StreamAddress address = client.streamAddress();
        ConnectionFactory factory = new ConnectionFactory();
        try {
            factory.setUri(address.connectionUrl());
            return new ResultTap(client, address, factory.newConnection("result-tap"));
        } catch (URISyntaxException | GeneralSecurityException | TimeoutException e) {
            throw new IOException("no stream at the service's address", e);
        }
    }

    void submit(EndpointId endpoint, FunctionId function, List<? extends JsonNode> calls)
            throws IOException {
        List<String> payloads =
                calls.stream()
                        .map(c -> Payloads.pack("11\n[]", Serialized.json(c).text()))
                        .toList();
        SubmitResponse answer =
                client.submit(
                        endpoint,
                        new SubmitRequest(
                                Map.of(function.toString(), payloads),
                                true,
                                null,
                                null,
                                null,
                                null,
                                List.of("globus_compute_sdk.serialize.concretes.JSONData")));
        answer.tasks().values().forEach(ids -> ids.forEach(id -> tasks.add(TaskId.parse(id))));
        consume(address.queuePrefix() + answer.taskGroupId());
    }

    private void consume(String queue) throws IOException {
        Channel channel = connection.createChannel();
        channel.basicConsume(
                queue,
                false,
                (_, delivery) -> {
                    if (MessageCodec.decode(delivery.getBody()) instanceof Message.Result result) {
                        results.merge(result.taskId(), 1, Integer::sum);
                    }
                    channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
                },
                _ -> {});
    }

    List<TaskId> tasks() {
        return List.copyOf(tasks);
    }

    Map<UUID, Integer> resultsPerTask() {
        return Map.copyOf(results);
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}

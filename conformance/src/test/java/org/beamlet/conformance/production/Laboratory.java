package org.beamlet.conformance.production;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.beamlet.cloud.peer.PlayedAgent;
import org.beamlet.cloud.peer.Rest;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.MessageCodec;
import org.beamlet.protocol.rest.EndpointRegistration;
import org.jspecify.annotations.Nullable;

/**
 * An agent that answers each delivery with a text that no other has, and a client that listens to
 * the stream. Both come back after every loss, with the logins that they have.
 */
@SuppressWarnings("try") // Waiting for processes may be interrupted.
final class Laboratory implements AutoCloseable {
    private static final long LOOK_MS = 200;
    private static final long PAUSE_MS = 300;
    private static final int PERSISTENT = 2;

    private final EndpointRegistration.Answer registration;
    private final String streamUrl;
    private final String stream;
    private final AtomicInteger deliveries = new AtomicInteger();
    private final Thread agent;
    private final Thread client;
    private volatile boolean stopping;

    /** How often each task was delivered. */
    final Map<String, AtomicInteger> delivered = new ConcurrentHashMap<>();

    /** What the stream brought for each task; more than one text would be two outcomes. */
    final Map<String, Set<String>> results = new ConcurrentHashMap<>();

    Laboratory(Rest rest, EndpointRegistration.Answer registration, String group) throws Exception {
        this.registration = registration;
        // Declares the stream's queue, too.
        JsonNode address = rest.get("/v2/get_amqp_result_connection_url").ok();
        this.streamUrl = address.path("connection_url").asText();
        this.stream = address.path("queue_prefix").asText() + group;
        this.agent = Thread.ofPlatform().start(() -> again(this::run));
        this.client = Thread.ofPlatform().start(() -> again(this::listen));
    }

    private interface Work {
        void once() throws Exception;
    }

    private void again(Work work) {
        while (!stopping) {
            try {
                work.once();
            } catch (InterruptedException _) {
                return;
            } catch (Exception _) {
                // The broker is away, or the queue is not there yet.
                try {
                    Thread.sleep(PAUSE_MS);
                } catch (InterruptedException _) {
                    return;
                }
            }
        }
    }

    private void run() throws Exception {
        Connection connection = PlayedAgent.connection(registration.taskQueue().connectionUrl());
        try {
            Channel channel = connection.createChannel();
            Channel out = connection.createChannel();
            out.confirmSelect();
            BlockingQueue<Delivery> tasks =
                    consume(channel, registration.taskQueue().queue(), true);
            while (!stopping) {
                Delivery delivery = next(channel, tasks);
                if (delivery != null) {
                    answer(out, delivery);
                    channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
                }
            }
        } finally {
            connection.abort(2000);
        }
    }

    private void answer(Channel out, Delivery delivery) throws Exception {
        Message.Task task = PlayedAgent.task(delivery);
        delivered
                .computeIfAbsent(task.taskId().toString(), _ -> new AtomicInteger())
                .incrementAndGet();
        String text = "11\n\"" + task.taskId() + " " + deliveries.incrementAndGet() + "\"";
        out.basicPublish(
                "results",
                registration.endpointId() + ".results",
                true,
                new AMQP.BasicProperties.Builder().deliveryMode(PERSISTENT).build(),
                PlayedAgent.success(task.taskId(), text));
        out.waitForConfirmsOrDie(30_000);
    }

    private void listen() throws Exception {
        Connection connection = PlayedAgent.connection(streamUrl);
        try {
            Channel channel = connection.createChannel();
            BlockingQueue<Delivery> arrived = consume(channel, stream, false);
            while (!stopping) {
                Delivery delivery = next(channel, arrived);
                if (delivery != null
                        && MessageCodec.decode(delivery.getBody())
                                instanceof Message.Result result) {
                    results.computeIfAbsent(
                                    result.taskId().toString(), _ -> ConcurrentHashMap.newKeySet())
                            .add(result.data());
                    channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
                }
            }
        } finally {
            connection.abort(2000);
        }
    }

    private static BlockingQueue<Delivery> consume(Channel channel, String queue, boolean exclusive)
            throws Exception {
        BlockingQueue<Delivery> arrived = new LinkedBlockingQueue<>();
        channel.basicQos(100);
        channel.basicConsume(
                queue,
                false,
                "",
                false,
                exclusive,
                null,
                (_, delivery) -> arrived.add(delivery),
                _ -> {});
        return arrived;
    }

    private static @Nullable Delivery next(Channel channel, BlockingQueue<Delivery> queue)
            throws Exception {
        Delivery delivery = queue.poll(LOOK_MS, TimeUnit.MILLISECONDS);
        if (delivery == null && !channel.isOpen()) {
            throw new java.io.IOException("the channel is closed");
        }
        return delivery;
    }

    @Override
    public void close() throws InterruptedException {
        stopping = true;
        agent.join();
        client.join();
    }
}

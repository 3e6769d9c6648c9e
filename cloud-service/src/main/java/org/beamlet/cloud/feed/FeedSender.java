package org.beamlet.cloud.feed;

import io.vertx.amqp.AmqpClient;
import io.vertx.amqp.AmqpClientOptions;
import io.vertx.amqp.AmqpConnection;
import io.vertx.amqp.AmqpMessage;
import io.vertx.amqp.AmqpSender;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One link to an address at a broker that speaks AMQP 1.0. */
final class FeedSender implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int CONNECT_MS = 10_000;

    private final AmqpClient client;
    private final AmqpConnection connection;
    private final AmqpSender sender;

    private FeedSender(AmqpClient client, AmqpConnection connection, AmqpSender sender) {
        this.client = client;
        this.connection = connection;
        this.sender = sender;
    }

    static FeedSender open(Vertx vertx, FeedSettings.Broker broker)
            throws ExecutionException, InterruptedException, TimeoutException {
        AmqpClientOptions options =
                new AmqpClientOptions()
                        .setHost(broker.host())
                        .setPort(broker.port())
                        .setSsl(broker.tls())
                        .setConnectTimeout(CONNECT_MS)
                        .setContainerId("beamlet-feed");
        broker.user().ifPresent(options::setUsername);
        broker.password().ifPresent(options::setPassword);
        AmqpClient client = AmqpClient.create(vertx, options);
        try {
            AmqpConnection connection = await(client.connect());
            return new FeedSender(
                    client, connection, await(connection.createSender(broker.address())));
        } catch (ExecutionException | InterruptedException | TimeoutException e) {
            var _ = client.close();
            throw e;
        }
    }

    /** Sends all of them; {@return for each whether the broker has taken it} */
    List<Boolean> send(List<CloudEvent> events) throws InterruptedException {
        List<Future<Void>> acknowledgements = new ArrayList<>();
        for (CloudEvent event : events) {
            acknowledgements.add(sender.sendWithAck(message(event)));
        }
        List<Boolean> taken = new ArrayList<>();
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (Future<Void> one : acknowledgements) {
            taken.add(succeeded(one, end));
        }
        return taken;
    }

    private static boolean succeeded(Future<Void> acknowledgement, long end)
            throws InterruptedException {
        try {
            var _ =
                    acknowledgement
                            .toCompletionStage()
                            .toCompletableFuture()
                            .get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException | TimeoutException _) {
            return false;
        }
    }

    private static AmqpMessage message(CloudEvent event) {
        return AmqpMessage.create()
                .id(event.id())
                .subject(event.type())
                .durable(true)
                .contentType(CloudEvent.CONTENT_TYPE)
                .withBufferAsBody(Buffer.buffer(event.json()))
                .build();
    }

    boolean isOpen() {
        return !connection.isDisconnected();
    }

    private static <T> T await(Future<T> future)
            throws ExecutionException, InterruptedException, TimeoutException {
        return future.toCompletionStage()
                .toCompletableFuture()
                .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        var _ = client.close();
    }
}

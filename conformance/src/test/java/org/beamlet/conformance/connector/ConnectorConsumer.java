package org.beamlet.conformance.connector;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.reactive.messaging.providers.connectors.ExecutionHolder;
import io.smallrye.reactive.messaging.rabbitmq.RabbitMQConnector;
import io.smallrye.reactive.messaging.rabbitmq.fault.RabbitMQFailureHandler;
import io.smallrye.reactive.messaging.rabbitmq.fault.RabbitMQRequeue;
import io.vertx.mutiny.core.Vertx;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.beamlet.cloud.broker.BrokerLogin;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

/**
 * The connector consuming one queue, set up by hand as a container would: every declaration off,
 * acknowledgement by the reader, failures put back.
 */
final class ConnectorConsumer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Vertx vertx = Vertx.vertx();
    private final RabbitMQConnector connector;
    private final Cancellable subscription;
    private final BlockingQueue<Message<?>> delivered = new LinkedBlockingQueue<>();
    private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();

    ConnectorConsumer(BrokerLogin login, String queue, Map<String, String> more)
            throws ReflectiveOperationException {
        connector = connector();
        SmallRyeConfig config =
                new SmallRyeConfigBuilder()
                        .withSources(
                                new PropertiesConfigSource(
                                        settings(login, queue, more), "test", 100))
                        .addDiscoveredConverters()
                        .build();
        subscription =
                Multi.createFrom()
                        .publisher(connector.getPublisher(config))
                        .subscribe()
                        .with(delivered::add, failures::add);
    }

    static Map<String, String> settings(BrokerLogin login, String queue, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>();
        settings.put("channel-name", "results-in");
        settings.put("connector", "smallrye-rabbitmq");
        settings.put("host", login.host());
        settings.put("port", Integer.toString(login.port()));
        settings.put("username", login.user());
        settings.put("password", login.password());
        settings.put("virtual-host", login.virtualHost());
        settings.put("queue.name", queue);
        settings.put("queue.declare", "false");
        settings.put("exchange.name", "");
        settings.put("exchange.declare", "false");
        settings.put("auto-acknowledgement", "false");
        settings.put("failure-strategy", "requeue");
        settings.put("tracing-enabled", "false");
        settings.putAll(more);
        return settings;
    }

    @Nullable Message<?> next() throws InterruptedException {
        return delivered.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    int waiting() {
        return delivered.size();
    }

    Optional<Throwable> failure() {
        return Optional.ofNullable(failures.peek());
    }

    @Override
    public void close() {
        subscription.cancel();
        connector.terminate(new Object());
        vertx.closeAndAwait();
    }

    private RabbitMQConnector connector() throws ReflectiveOperationException {
        Constructor<RabbitMQConnector> constructor =
                RabbitMQConnector.class.getDeclaredConstructor();
        constructor.setAccessible(true);
        RabbitMQConnector made = constructor.newInstance();
        RabbitMQFailureHandler.Factory requeue = new RabbitMQRequeue.Factory();
        inject(made, "executionHolder", new ExecutionHolder(vertx));
        inject(made, "failureHandlerFactories", new Given<>(List.of(requeue)));
        for (String optional :
                List.of(
                        "clientOptions",
                        "configCustomizers",
                        "credentialsProviders",
                        "configMaps",
                        "openTelemetryInstance")) {
            inject(made, optional, Given.nothing());
        }
        return made;
    }

    private static void inject(RabbitMQConnector into, String field, Object value)
            throws ReflectiveOperationException {
        Field target = RabbitMQConnector.class.getDeclaredField(field);
        target.setAccessible(true);
        target.set(into, value);
    }
}

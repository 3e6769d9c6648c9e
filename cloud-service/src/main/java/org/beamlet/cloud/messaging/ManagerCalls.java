package org.beamlet.cloud.messaging;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.userendpoint.ManagerLink;
import org.beamlet.protocol.amqp.AmqpNames;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.id.UuidText;

/** Each call has a connection of its own: they are as rare as processes that start. */
public final class ManagerCalls implements ManagerLink {
    private static final int CLOSE_MS = 2000;

    private final BrokerAdmin broker;
    private final BrokerConnections connections;
    private final Clock clock;

    public ManagerCalls(BrokerAdmin broker, Clock clock) {
        this.broker = broker;
        this.connections = new BrokerConnections(broker);
        this.clock = clock;
    }

    @Override
    @SuppressWarnings("JavaUtilDate") // The library's type for a timestamp.
    public void command(EndpointId manager, byte[] command, Duration life) {
        AMQP.BasicProperties properties =
                new AMQP.BasicProperties.Builder()
                        .contentType("application/json")
                        .messageId(UUID.randomUUID().toString())
                        // A manager follows no command that its clock calls old.
                        .timestamp(new Date(clock.millis()))
                        .expiration(broker.expiration(life))
                        .build();
        ConfirmedPublisher.Outgoing message =
                new ConfirmedPublisher.Outgoing(
                        "", AmqpNames.commandQueue(manager), properties, command);
        boolean sent =
                call(
                        "command endpoint " + manager,
                        channel ->
                                new ConfirmedPublisher(channel)
                                        .publish(List.of(message))
                                        .getFirst());
        if (!sent) {
            throw new BeamletException(
                    ErrorCode.BROKER_UNREACHABLE,
                    "the command queue of endpoint %s took nothing".formatted(manager),
                    "have the endpoint restarted, which makes its queue again");
        }
    }

    /** Takes all and gives it back: nobody else reads the queue of an endpoint that is gone. */
    @Override
    public Set<TaskId> waiting(EndpointId endpoint) {
        return call(
                "look into the queue of endpoint " + endpoint,
                channel -> {
                    Set<TaskId> found = new HashSet<>();
                    GetResponse next = channel.basicGet(AmqpNames.taskQueue(endpoint), false);
                    while (next != null) {
                        String id = next.getProps().getMessageId();
                        if (id != null && UuidText.isUuid(id)) {
                            found.add(TaskId.parse(id));
                        }
                        next = channel.basicGet(AmqpNames.taskQueue(endpoint), false);
                    }
                    return found;
                });
    }

    private interface Work<T> {
        T on(Channel channel) throws IOException, InterruptedException, TimeoutException;
    }

    private <T> T call(String what, Work<T> work) {
        try {
            Connection connection = connections.open("manager-calls");
            try {
                return work.on(connection.createChannel());
            } finally {
                connection.abort(CLOSE_MS);
            }
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            throw failed(what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(what, e);
        }
    }

    private static BeamletException failed(String what, Exception cause) {
        return new BeamletException(
                ErrorCode.BROKER_UNREACHABLE,
                "the broker could not %s: %s".formatted(what, Reasons.of(cause)),
                "try again in a moment; the service's log has more",
                cause);
    }
}

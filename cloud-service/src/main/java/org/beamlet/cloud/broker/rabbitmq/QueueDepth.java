package org.beamlet.cloud.broker.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.beamlet.cloud.broker.BrokerLogin;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Asks over AMQP how many messages wait: the management's numbers are seconds old. */
final class QueueDepth implements AutoCloseable {
    private static final int NOT_FOUND = 404;

    private final BrokerLogin login;
    private final SSLContext tls;
    private @Nullable Connection connection;

    QueueDepth(BrokerLogin login, SSLContext tls) {
        this.login = login;
        this.tls = tls;
    }

    /** {@return messages that wait for a consumer, or -1 if there is no such queue} */
    synchronized long of(String queue) {
        try {
            // A channel for each question: the answer "no" closes it.
            Channel channel = connected().createChannel();
            try {
                return channel.queueDeclarePassive(queue).getMessageCount();
            } finally {
                channel.abort();
            }
        } catch (IOException e) {
            if (isNotFound(e)) {
                return -1;
            }
            throw unreachable(e);
        } catch (ShutdownSignalException | TimeoutException e) {
            throw unreachable(e);
        }
    }

    @Override
    public synchronized void close() {
        if (connection != null) {
            connection.abort();
            connection = null;
        }
    }

    private Connection connected() throws IOException, TimeoutException {
        Connection open = connection;
        if (open != null && open.isOpen()) {
            return open;
        }
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(login.host());
        factory.setPort(login.port());
        factory.setVirtualHost(login.virtualHost());
        factory.setUsername(login.user());
        factory.setPassword(login.password());
        factory.setAutomaticRecoveryEnabled(false);
        if (login.tls()) {
            factory.useSslProtocol(tls);
            factory.enableHostnameVerification();
        }
        open = factory.newConnection("beamlet-queue-depth");
        connection = open;
        return open;
    }

    private static boolean isNotFound(IOException e) {
        return e.getCause() instanceof ShutdownSignalException closed
                && closed.getReason() instanceof AMQP.Channel.Close reason
                && reason.getReplyCode() == NOT_FOUND;
    }

    private BeamletException unreachable(Exception e) {
        return new BeamletException(
                ErrorCode.BROKER_UNREACHABLE,
                "RabbitMQ at '%s:%d' does not answer (%s)".formatted(login.host(), login.port(), e),
                "start it, or correct the broker's address",
                e);
    }
}

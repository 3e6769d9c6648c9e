package org.beamlet.agent.queue;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;

/** Whether the broker said that there is no such queue. */
final class Gone {
    private static final int NOT_FOUND = 404;

    private Gone() {}

    static boolean queue(IOException e) {
        return e.getCause() instanceof ShutdownSignalException closed
                && ((closed.getReason() instanceof AMQP.Channel.Close channel
                                && channel.getReplyCode() == NOT_FOUND)
                        || (closed.getReason() instanceof AMQP.Connection.Close connection
                                && connection.getReplyCode() == NOT_FOUND));
    }
}

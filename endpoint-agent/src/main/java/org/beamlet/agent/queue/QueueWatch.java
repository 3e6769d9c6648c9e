package org.beamlet.agent.queue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Notices that a queue was deleted under its consumer, which not every broker tells. */
final class QueueWatch {
    private static final Duration PERIOD = Duration.ofSeconds(5);

    private final Connection connection;
    private final String queue;
    private long next = System.nanoTime() + PERIOD.toNanos();

    QueueWatch(Connection connection, String queue) {
        this.connection = connection;
        this.queue = queue;
    }

    /** Raises if the queue is gone, or is another one that nobody consumes. */
    void look() throws IOException, TimeoutException {
        if (System.nanoTime() - next < 0) {
            return;
        }
        next = System.nanoTime() + PERIOD.toNanos();
        // A channel of its own: the answer "no such queue" ends it.
        Channel channel = connection.createChannel();
        try {
            if (channel.queueDeclarePassive(queue).getConsumerCount() == 0) {
                throw new IOException("queue %s was deleted and made anew".formatted(queue));
            }
        } finally {
            channel.abort();
        }
    }
}

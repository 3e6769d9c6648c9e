package org.beamlet.cloud.messaging;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Publishes many messages and then waits for the broker's word on each. A message counts as taken
 * only by an ack without a return: one broker acks what it returns, another nacks it.
 */
final class ConfirmedPublisher {
    private static final long PATIENCE_MS = 30_000;

    private final Channel channel;

    // Guarded by this.
    private final TreeMap<Long, Integer> unconfirmed = new TreeMap<>();
    private final Map<String, Integer> byMessageId = new HashMap<>();
    private boolean[] taken = {};

    /** A message; its properties carry a message id that no other of its round has. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared; a copy of megabytes for nothing.
    record Outgoing(
            String exchange, String routingKey, AMQP.BasicProperties properties, byte[] body) {}

    ConfirmedPublisher(Channel channel) throws IOException {
        this.channel = channel;
        channel.confirmSelect();
        channel.addConfirmListener(
                (seq, multiple) -> confirmed(seq, multiple, true),
                (seq, multiple) -> confirmed(seq, multiple, false));
        channel.addReturnListener(message -> returned(message.getProperties().getMessageId()));
        channel.addShutdownListener(_ -> wake());
    }

    /** {@return for each message whether the broker has taken it} */
    List<Boolean> publish(List<Outgoing> messages)
            throws IOException, InterruptedException, TimeoutException {
        begin(messages);
        for (int i = 0; i < messages.size(); i++) {
            Outgoing message = messages.get(i);
            synchronized (this) {
                unconfirmed.put(channel.getNextPublishSeqNo(), i);
            }
            channel.basicPublish(
                    message.exchange(),
                    message.routingKey(),
                    true,
                    message.properties(),
                    message.body());
        }
        return await();
    }

    private synchronized void begin(List<Outgoing> messages) {
        unconfirmed.clear();
        byMessageId.clear();
        taken = new boolean[messages.size()];
        for (int i = 0; i < messages.size(); i++) {
            taken[i] = true;
            byMessageId.put(messages.get(i).properties().getMessageId(), i);
        }
    }

    private synchronized List<Boolean> await() throws InterruptedException, TimeoutException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        while (!unconfirmed.isEmpty()) {
            if (!channel.isOpen()) {
                throw new TimeoutException("the channel closed before the broker confirmed");
            }
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                throw new TimeoutException("the broker confirmed nothing for a while");
            }
            wait(left);
        }
        List<Boolean> outcome = new ArrayList<>();
        for (boolean one : taken) {
            outcome.add(one);
        }
        return outcome;
    }

    private synchronized void confirmed(long seq, boolean multiple, boolean ack) {
        Map<Long, Integer> now =
                multiple
                        ? unconfirmed.headMap(seq, true)
                        : unconfirmed.subMap(seq, true, seq, true);
        if (!ack) {
            now.values().forEach(i -> taken[i] = false);
        }
        now.clear();
        if (unconfirmed.isEmpty()) {
            notifyAll();
        }
    }

    private synchronized void returned(String messageId) {
        Integer index = byMessageId.get(messageId);
        if (index != null) {
            taken[index] = false;
        }
    }

    private synchronized void wake() {
        notifyAll();
    }
}

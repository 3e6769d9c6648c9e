package org.beamlet.cloud.messaging;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Consumes a queue in batches, so that many messages share one transaction, and then acks them. */
final class BatchConsumer implements BrokerWorker.Work {
    /** Not yet acknowledged, and so the largest batch too. */
    private static final int PREFETCH = 250;

    private static final long BATCH_BYTES = 16L * 1024 * 1024;
    private static final long LOOK_MS = 500;

    private final String queue;
    private final Handler handler;

    /** Does with the messages all that is to be done; they are acked when it returns. */
    @FunctionalInterface
    interface Handler {
        void take(List<Delivery> batch);
    }

    BatchConsumer(String queue, Handler handler) {
        this.queue = queue;
        this.handler = handler;
    }

    @Override
    public void on(Channel channel, BrokerWorker worker) throws IOException, InterruptedException {
        BlockingQueue<Delivery> arrived = new LinkedBlockingQueue<>();
        AtomicBoolean cancelled = new AtomicBoolean();
        channel.basicQos(PREFETCH);
        channel.basicConsume(
                queue, false, (_, delivery) -> arrived.add(delivery), _ -> cancelled.set(true));
        while (!worker.stopping()) {
            if (!channel.isOpen() || cancelled.get()) {
                throw new IOException("the broker ended the consumption of " + queue);
            }
            List<Delivery> batch = gather(arrived);
            if (!batch.isEmpty()) {
                try (Gate.Pass _ = worker.pass()) {
                    handler.take(batch);
                    channel.basicAck(batch.getLast().getEnvelope().getDeliveryTag(), true);
                }
                worker.progressed();
            }
        }
    }

    /** What has arrived by now: while one batch is in work the next one grows by itself. */
    private static List<Delivery> gather(BlockingQueue<Delivery> arrived)
            throws InterruptedException {
        List<Delivery> batch = new ArrayList<>();
        Delivery next = arrived.poll(LOOK_MS, TimeUnit.MILLISECONDS);
        long bytes = 0;
        while (next != null) {
            batch.add(next);
            bytes += next.getBody().length;
            if (batch.size() == PREFETCH || bytes >= BATCH_BYTES) {
                break;
            }
            next = arrived.poll();
        }
        return batch;
    }
}

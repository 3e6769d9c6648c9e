package org.beamlet.client.stream;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/** Acknowledges messages in bunches: a durable broker writes to disk for every acknowledgement. */
final class Acknowledgements {
    private static final int BUNCH = 100;
    private static final Duration LINGER = Duration.ofMillis(20);

    private final Channel channel;
    private final Consumer<String> lost;
    private long latest;
    private int count;
    private boolean waiting;

    /**
     * Prepares to acknowledge.
     *
     * @param lost told why, where the channel is no more
     */
    Acknowledgements(Channel channel, Consumer<String> lost) {
        this.channel = channel;
        this.lost = lost;
    }

    /** Acknowledges, soon, this message and all before it. */
    synchronized void add(long tag) {
        latest = Math.max(latest, tag);
        count++;
        if (count >= BUNCH) {
            flush();
        } else if (!waiting) {
            waiting = true;
            Thread _ = Thread.startVirtualThread(this::flushSoon);
        }
    }

    private void flushSoon() {
        try {
            Thread.sleep(LINGER);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            waiting = false;
            flush();
        }
    }

    synchronized void flush() {
        if (count == 0) {
            return;
        }
        count = 0;
        try {
            channel.basicAck(latest, true);
        } catch (IOException | ShutdownSignalException e) {
            // The messages come again on the next connection and are dropped as repeats.
            lost.accept(String.valueOf(e.getMessage()));
        }
    }
}

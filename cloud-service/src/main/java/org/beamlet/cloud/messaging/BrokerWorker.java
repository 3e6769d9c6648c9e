package org.beamlet.cloud.messaging;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.beamlet.protocol.error.BeamletException;
import org.jboss.logging.Logger;

/**
 * A thread with a connection of its own: does its work until something fails, then starts over on a
 * new connection, later each time. All state that matters is in the store or at the broker.
 */
final class BrokerWorker implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(BrokerWorker.class);
    private static final Duration NEWSWORTHY = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration TIME_TO_END = Duration.ofSeconds(10);
    private static final int CLOSE_MS = 2000;

    private final String name;
    private final BrokerConnections connections;
    private final Gate gate;
    private final Work work;
    private final Thread thread;
    private final CountDownLatch asked = new CountDownLatch(1);
    private volatile boolean stopping;
    private volatile boolean connected;
    private Duration pause = FIRST_PAUSE;

    /** What is done on a channel; returns when {@code worker} is stopping. */
    @FunctionalInterface
    interface Work {
        void on(Channel channel, BrokerWorker worker)
                throws IOException, InterruptedException, TimeoutException;
    }

    BrokerWorker(String name, BrokerConnections connections, Gate gate, Work work) {
        this.gate = gate;
        this.name = name;
        this.connections = connections;
        this.work = work;
        this.thread = Thread.ofPlatform().name("broker-" + name).daemon(true).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Has it end after what it is doing; {@link #close} waits for that. */
    void stop() {
        stopping = true;
        asked.countDown();
    }

    boolean stopping() {
        return stopping;
    }

    boolean connected() {
        return connected;
    }

    /** {@return what the work asks for before each piece} */
    Gate.Pass pass() {
        return gate.pass();
    }

    /** Called by the work when it got something done: the next trouble is a new one. */
    void progressed() {
        pause = FIRST_PAUSE;
    }

    private void run() {
        while (!stopping) {
            try {
                connectAndWork();
            } catch (InterruptedException _) {
                // Only close() interrupts, and it has set stopping.
            } catch (IOException
                    | TimeoutException
                    | ShutdownSignalException
                    | BeamletException e) {
                rest(e);
            } catch (RuntimeException e) {
                LOG.errorf(e, "%s failed unexpectedly and starts over", name);
                rest(e);
            }
        }
    }

    private void connectAndWork() throws IOException, InterruptedException, TimeoutException {
        Connection connection = connections.open(name);
        try {
            Channel channel = connection.createChannel();
            connected = true;
            LOG.debugf("connected to broker worker=%s", name);
            work.on(channel, this);
        } finally {
            connected = false;
            connection.abort(CLOSE_MS);
        }
    }

    private void rest(Exception error) {
        if (stopping) {
            return;
        }
        // A first trouble is mostly a broker that restarts or ends with us; one that lasts is news.
        LOG.logf(
                pause.compareTo(NEWSWORTHY) < 0 ? Logger.Level.INFO : Logger.Level.WARN,
                "broker worker starts over worker=%s after_ms=%d reason=%s",
                name,
                pause.toMillis(),
                Reasons.of(error));
        try {
            if (asked.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException _) {
            // close() asked to stop; the loop sees it.
        }
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }

    @Override
    public void close() {
        stop();
        try {
            // An interrupt in the middle of a commit would close the store's file under everybody.
            if (!thread.join(TIME_TO_END)) {
                thread.interrupt();
                LOG.warnf("broker worker does not end worker=%s", name);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}

package org.beamlet.agent.queue;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.beamlet.agent.registration.Registrar;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.net.BrokerUrl;
import org.beamlet.protocol.net.Connections;
import org.beamlet.protocol.net.DialingSocketFactory;
import org.beamlet.protocol.rest.EndpointRegistration.Answer;
import org.beamlet.protocol.rest.EndpointRegistration.QueueInfo;
import org.jboss.logging.Logger;

/** Keeps one connection to the broker, for ever: whatever breaks is made again. */
public final class BrokerLoop {
    private static final Logger LOG = Logger.getLogger(BrokerLoop.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final int CONNECT_LIMIT_MS = 10_000;

    /** What is done with a connection; returns or throws when it is of no more use. */
    @FunctionalInterface
    public interface Work {
        void with(Connection connection, QueueInfo where)
                throws IOException, TimeoutException, InterruptedException;
    }

    private final String name;
    private final Registrar registrar;
    private final Function<Answer, QueueInfo> which;
    private final Work work;
    private final Thread thread;
    private volatile boolean closed;

    /**
     * Makes a loop that does not run yet.
     *
     * @param name for the log
     * @param which of the queues that the service has told of
     */
    public BrokerLoop(
            String name, Registrar registrar, Function<Answer, QueueInfo> which, Work work) {
        this.name = name;
        this.registrar = registrar;
        this.which = which;
        this.work = work;
        this.thread = Thread.ofVirtual().name("amqp-" + name).unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        while (!closed) {
            long began = System.nanoTime();
            try {
                once();
            } catch (InterruptedException _) {
                return;
            } catch (IOException
                    | TimeoutException
                    | ShutdownSignalException
                    | BeamletException e) {
                if (e instanceof BeamletException refused && registrar.evictedBy(refused)) {
                    return;
                }
                if (!closed) {
                    LOG.warnf("link=%s broken, again in %s: %s", name, pause, reason(e));
                }
            }
            if (closed || !sleep(pause)) {
                return;
            }
            boolean held = System.nanoTime() - began > LONGEST_PAUSE.multipliedBy(2).toNanos();
            pause = held ? FIRST_PAUSE : shorter(pause.multipliedBy(2), LONGEST_PAUSE);
        }
    }

    private void once() throws IOException, TimeoutException, InterruptedException {
        Answer answer = registrar.current();
        QueueInfo where = which.apply(answer);
        Connection connection;
        try {
            connection = connect(registrar.connections(), where.connectionUrl(), name);
        } catch (IOException | TimeoutException e) {
            // The service may have moved its broker or changed the password meanwhile.
            registrar.renew(answer);
            throw told(where.connectionUrl(), e);
        }
        try {
            LOG.infof("link=%s connected", name);
            work.with(connection, where);
        } catch (IOException e) {
            if (Gone.queue(e)) {
                // To register is to have the service make it.
                registrar.renew(answer);
            }
            throw e;
        } finally {
            // Unacknowledged deliveries go back to the queue with it.
            connection.abort(1000);
        }
    }

    /** What is logged should say what stood in the way, and not only that something did. */
    private IOException told(String url, Exception fault) {
        IOException told = new IOException(why(url, fault));
        told.addSuppressed(fault);
        return told;
    }

    private String why(String url, Exception fault) {
        try {
            BrokerUrl broker = BrokerUrl.parse(url);
            Connections connections = registrar.connections();
            return connections
                    .explain(broker, fault)
                    .map(explained -> String.valueOf(explained.getMessage()))
                    .orElseGet(() ->
                            "%s%s: %s"
                                    .formatted(broker, connections.through(broker), reason(fault)));
        } catch (URISyntaxException _) {
            return reason(fault);
        }
    }

    /**
     * Connects once.
     *
     * @param url which the service has given
     */
    public static Connection connect(Connections connections, String url, String name)
            throws IOException, TimeoutException {
        BrokerUrl broker = required(url);
        // Given with the connection: a factory's own is passed over where addresses are resolved,
        // and what the library then makes has two threads for each processor of the host.
        ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor();
        return factory(connections, broker, virtual)
                .newConnection(virtual, () -> List.of(new NamedBroker(broker)), "beamlet-" + name);
    }

    private static BrokerUrl required(String url) {
        try {
            return BrokerUrl.parse(url);
        } catch (URISyntaxException e) {
            throw unreadable(e);
        }
    }

    /** The URL holds a password and is not quoted. */
    private static BeamletException unreadable(Exception e) {
        return new BeamletException(
                ErrorCode.BROKER_UNREACHABLE,
                "the service gave a broker URL that cannot be read",
                "see the service's settings",
                e);
    }

    private static ConnectionFactory factory(
            Connections connections, BrokerUrl broker, ExecutorService virtual) {
        ConnectionFactory factory = new ConnectionFactory();
        try {
            factory.setUri(broker.withoutTls());
        } catch (URISyntaxException | GeneralSecurityException | IllegalArgumentException e) {
            throw unreadable(e);
        }
        factory.setSocketFactory(
                new DialingSocketFactory(
                        connections, broker.tls(), Duration.ofMillis(CONNECT_LIMIT_MS)));
        factory.setAutomaticRecoveryEnabled(false);
        factory.setTopologyRecoveryEnabled(false);
        factory.setConnectionTimeout(CONNECT_LIMIT_MS);
        factory.setHandshakeTimeout(CONNECT_LIMIT_MS);
        factory.setShutdownTimeout(1000);
        factory.setRequestedHeartbeat(30);
        factory.setShutdownExecutor(virtual);
        return factory;
    }

    private static boolean sleep(Duration pause) {
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException _) {
            return false;
        }
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static String reason(Exception e) {
        Throwable deepest = e;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest.getMessage() == null
                ? deepest.getClass().getSimpleName()
                : deepest.getMessage();
    }

    public void stop() throws InterruptedException {
        closed = true;
        thread.interrupt();
        if (thread.getState() != Thread.State.NEW) {
            thread.join(Duration.ofSeconds(3));
        }
    }
}

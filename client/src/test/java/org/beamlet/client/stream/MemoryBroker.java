package org.beamlet.client.stream;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.apache.qpid.server.SystemLauncher;
import org.apache.qpid.server.model.SystemConfig;

/** A broker in this JVM that keeps nothing, and a connection that may do everything with it. */
final class MemoryBroker implements AutoCloseable {
    private final SystemLauncher launcher = new SystemLauncher();
    private final int port;
    private final Connection connection;
    private final Channel channel;

    MemoryBroker(Path work) throws Exception {
        this.port = freePort();
        Map<String, Object> attributes = new HashMap<>();
        attributes.put(SystemConfig.TYPE, "Memory");
        attributes.put(
                SystemConfig.INITIAL_CONFIGURATION_LOCATION,
                Objects.requireNonNull(MemoryBroker.class.getResource("memory-broker.json"))
                        .toExternalForm());
        attributes.put(SystemConfig.STARTUP_LOGGED_TO_SYSTEM_OUT, false);
        attributes.put(
                SystemConfig.CONTEXT,
                Map.of(
                        "qpid.work_dir",
                        work.toString(),
                        "qpid.port.protocol_handshake_timeout",
                        "30000",
                        "beamlet.test.port",
                        Integer.toString(port)));
        launcher.startup(attributes);
        connection = connect();
        channel = connection.createChannel();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Connection connect() throws IOException, TimeoutException {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(port);
        factory.setUsername("reader");
        factory.setPassword("secret");
        return factory.newConnection("test");
    }

    String url(String password) {
        return "amqp://reader:%s@127.0.0.1:%d/%%2F".formatted(password, port);
    }

    void declare(String queue) throws IOException {
        channel.queueDeclare(queue, true, false, false, Map.of());
    }

    void publish(String queue, byte[] body) throws IOException {
        channel.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, body);
    }

    @Override
    public void close() throws IOException {
        connection.abort(1000);
        launcher.shutdown();
    }
}

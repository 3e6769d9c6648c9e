package org.beamlet.agent.run;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.apache.qpid.server.SystemLauncher;
import org.beamlet.protocol.amqp.AmqpNames;
import org.beamlet.protocol.id.EndpointId;

/** A broker in this JVM, with the service's exchanges and queues. */
final class TestBroker implements AutoCloseable {
    private static final String CONFIG =
            """
            {
              "name": "test", "modelVersion": "9.1",
              "authenticationproviders": [
                {"name": "plain", "type": "Plain", "secureOnlyMechanisms": [],
                 "users": [{"name": "guest", "type": "managed", "password": "guest"}]}
              ],
              "ports": [
                {"name": "amqp", "port": "${test.port}", "bindingAddress": "127.0.0.1",
                 "protocols": ["AMQP_0_9_1"], "authenticationProvider": "plain",
                 "virtualhostaliases": [{"name": "d", "type": "defaultAlias"}]}
              ],
              "virtualhostnodes": [
                {"name": "test", "type": "BDB", "defaultVirtualHostNode": "true",
                 "storePath": "${test.folder}/messages",
                 "virtualHostInitialConfiguration": "{\\"type\\": \\"ProvidedStore\\"}"}
              ]
            }
            """;

    private final SystemLauncher launcher = new SystemLauncher();
    private final int port;
    private final Path folder;

    TestBroker(Path folder) throws Exception {
        this(folder, freePort());
    }

    private TestBroker(Path folder, int port) throws Exception {
        this.folder = folder;
        this.port = port;
        Files.createDirectories(folder);
        Path initial = folder.resolve("initial.json");
        Files.writeString(initial, CONFIG);
        Map<String, String> context = new HashMap<>();
        context.put("qpid.work_dir", folder.toString());
        context.put("test.folder", folder.toString());
        context.put("test.port", Integer.toString(port));
        context.put("qpid.port.protocol_handshake_timeout", "30000");
        context.put("store.filesystem.maxUsagePercent", "100");
        // The store's log would go round between slf4j and JBoss's logger for ever.
        context.put("qpid.bdb.je.jul_logger_level_override", "{\"com.sleepycat.je\":\"OFF\"}");
        Map<String, Object> attributes = new HashMap<>();
        attributes.put("type", "JSON");
        attributes.put("storePath", folder.resolve("config.json").toString());
        attributes.put("initialConfigurationLocation", initial.toUri().toString());
        attributes.put("startupLoggedToSystemOut", false);
        attributes.put("context", context);
        // A start that hangs must fail the test, not the build's patience.
        FutureTask<Boolean> start =
                new FutureTask<>(() -> {
                    launcher.startup(attributes);
                    return true;
                });
        Thread.ofPlatform().daemon().start(start);
        start.get(3, TimeUnit.MINUTES);
    }

    TestBroker restarted() throws Exception {
        close();
        return new TestBroker(folder, port);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    String url() {
        return "amqp://guest:guest@127.0.0.1:" + port;
    }

    Connection connect() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(url());
        return factory.newConnection();
    }

    void declare(EndpointId endpoint) throws Exception {
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            channel.queueDeclare(AmqpNames.taskQueue(endpoint), true, false, false, null);
            channel.queueDeclare(AmqpNames.commandQueue(endpoint), true, false, false, null);
            topic(
                    channel,
                    AmqpNames.RESULTS_EXCHANGE,
                    AmqpNames.RESULTS_QUEUE,
                    AmqpNames.RESULTS_BINDING);
            topic(
                    channel,
                    AmqpNames.HEARTBEATS_EXCHANGE,
                    AmqpNames.HEARTBEATS_QUEUE,
                    AmqpNames.HEARTBEATS_BINDING);
        }
    }

    private static void topic(Channel channel, String exchange, String queue, String binding)
            throws IOException {
        channel.exchangeDeclare(exchange, "topic", true);
        channel.queueDeclare(queue, true, false, false, null);
        channel.queueBind(queue, exchange, binding);
    }

    @Override
    public void close() {
        launcher.shutdown();
    }
}

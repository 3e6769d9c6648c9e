package org.beamlet.conformance.events;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.qpid.server.SystemLauncher;
import org.beamlet.conformance.stack.FreePort;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** Broker-J with a port for AMQP 1.0. */
@Tag("events")
class BrokerJFeedIT extends FeedContract {
    private static final String CONFIGURATION =
            """
            {"name": "peer", "modelVersion": "9.1",
             "authenticationproviders": [{"name": "anybody", "type": "Anonymous"}],
             "ports": [{"name": "amqp", "port": "%d", "bindingAddress": "127.0.0.1",
                "protocols": ["AMQP_1_0"], "transports": ["TCP"],
                "authenticationProvider": "anybody",
                "virtualhostaliases": [
                  {"name": "defaultAlias", "type": "defaultAlias"},
                  {"name": "hostnameAlias", "type": "hostnameAlias"}]}],
             "virtualhostnodes": [{"name": "peer", "type": "BDB",
                "defaultVirtualHostNode": "true", "storePath": "%s",
                "virtualHostInitialConfiguration": "{\\"type\\": \\"ProvidedStore\\",\
            \\"nodeAutoCreationPolicies\\": [{\\"nodeType\\": \\"queue\\", \\"pattern\\": \\".*\\",\
            \\"createdOnPublish\\": \\"true\\", \\"createdOnConsume\\": \\"true\\",\
            \\"attributes\\": {}}]}"}]}
            """;

    @TempDir Path work;
    private int port;
    private @Nullable SystemLauncher broker;

    @Override
    FeedPeer peer() throws Exception {
        if (broker == null) {
            port = port == 0 ? FreePort.find() : port;
            Path initial = work.resolve("initial.json");
            Files.writeString(initial, CONFIGURATION.formatted(port, work.resolve("messages")));
            Map<String, Object> attributes = new HashMap<>();
            attributes.put("type", "JSON");
            attributes.put("storePath", work.resolve("config.json").toString());
            attributes.put("initialConfigurationLocation", initial.toUri().toString());
            attributes.put("startupLoggedToSystemOut", "false");
            attributes.put("context", Map.of("qpid.work_dir", work.toString()));
            SystemLauncher launcher = new SystemLauncher();
            launcher.startup(attributes);
            broker = launcher;
        }
        return new FeedPeer("127.0.0.1", port, "", "", "beamlet.task-events");
    }

    @Override
    void stopPeer() {
        SystemLauncher running = broker;
        broker = null;
        if (running != null) {
            running.shutdown();
        }
    }
}

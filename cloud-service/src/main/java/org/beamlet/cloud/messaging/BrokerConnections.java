package org.beamlet.cloud.messaging;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.broker.BrokerLogin;

/** Opens the service's connections to the broker; whoever holds one opens the next after a loss. */
final class BrokerConnections {
    private static final int TIMEOUT_MS = 10_000;
    private static final int HEARTBEAT_SECONDS = 20;

    /** Results may reach 10 MB of text, which JSON may double. */
    private static final int LARGEST_MESSAGE = 64 * 1024 * 1024;

    private final BrokerAdmin admin;

    BrokerConnections(BrokerAdmin admin) {
        this.admin = admin;
    }

    Connection open(String name) throws IOException, TimeoutException {
        // The broker may have lost what was declared, or be new altogether.
        admin.declareTopology();
        BrokerLogin login = admin.serviceLogin();
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(login.host());
        factory.setPort(login.port());
        factory.setVirtualHost(login.virtualHost());
        factory.setUsername(login.user());
        factory.setPassword(login.password());
        factory.setAutomaticRecoveryEnabled(false);
        factory.setTopologyRecoveryEnabled(false);
        factory.setConnectionTimeout(TIMEOUT_MS);
        factory.setRequestedHeartbeat(HEARTBEAT_SECONDS);
        factory.setMaxInboundMessageBodySize(LARGEST_MESSAGE);
        factory.setExceptionHandler(new QuietExceptions());
        if (login.tls()) {
            factory.useSslProtocol(admin.tls());
            factory.enableHostnameVerification();
        }
        return factory.newConnection("beamlet-cloud-" + name);
    }
}

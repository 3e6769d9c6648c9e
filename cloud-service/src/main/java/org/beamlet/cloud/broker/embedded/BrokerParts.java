package org.beamlet.cloud.broker.embedded;

import org.apache.qpid.server.model.Broker;
import org.apache.qpid.server.model.PasswordCredentialManagingAuthenticationProvider;
import org.apache.qpid.server.model.port.AmqpPort;
import org.apache.qpid.server.virtualhost.QueueManagingVirtualHost;

/** The parts of a broker that the service works with. */
record BrokerParts(
        PasswordCredentialManagingAuthenticationProvider<?> users,
        QueueManagingVirtualHost<?> host,
        AmqpPort<?> listener,
        Broker<?> broker) {}

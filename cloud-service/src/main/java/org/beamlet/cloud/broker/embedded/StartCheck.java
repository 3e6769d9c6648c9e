package org.beamlet.cloud.broker.embedded;

import java.util.Collection;
import org.apache.qpid.server.model.AccessControlProvider;
import org.apache.qpid.server.model.Broker;
import org.apache.qpid.server.model.ConfiguredObject;
import org.apache.qpid.server.model.State;
import org.apache.qpid.server.model.VirtualHostNode;
import org.apache.qpid.server.model.port.AmqpPort;
import org.apache.qpid.server.security.auth.manager.ScramSHA256AuthenticationManager;
import org.apache.qpid.server.virtualhost.QueueManagingVirtualHost;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * Finds the parts that the service needs in a started broker and proves that they work: Broker-J
 * calls itself started with parts that failed.
 */
final class StartCheck {
    private final BrokerFolder folder;
    private final Broker<?> broker;
    private final int port;

    StartCheck(BrokerFolder folder, Broker<?> broker, int port) {
        this.folder = folder;
        this.broker = broker;
        this.port = port;
    }

    BrokerParts parts() {
        // Without this part Broker-J would allow everything to everybody.
        for (AccessControlProvider<?> rules : broker.getAccessControlProviders()) {
            active(rules, rules.getClass().getSimpleName());
        }
        only(broker.getAccessControlProviders(), NameBasedAccessControlProvider.class);
        ScramSHA256AuthenticationManager users =
                only(broker.getAuthenticationProviders(), ScramSHA256AuthenticationManager.class);
        active(users, "password store");
        VirtualHostNode<?> node = only(broker.getVirtualHostNodes(), VirtualHostNode.class);
        active(node, "message store");
        if (!(node.getVirtualHost() instanceof QueueManagingVirtualHost<?> host)) {
            throw incomplete("virtual host");
        }
        active(host, "virtual host");
        AmqpPort<?> listener = only(broker.getPorts(), AmqpPort.class);
        if (listener.getState() != State.ACTIVE) {
            throw new BeamletException(
                    ErrorCode.BROKER_UNREACHABLE,
                    "the broker cannot listen on 127.0.0.1:%d".formatted(port),
                    "stop what listens there, or give another broker port (0 finds a free one)");
        }
        return new BrokerParts(users, host, listener, broker);
    }

    private <T> T only(Collection<?> parts, Class<T> type) {
        if (parts.size() == 1 && type.isInstance(parts.iterator().next())) {
            return type.cast(parts.iterator().next());
        }
        throw incomplete(type.getSimpleName());
    }

    private BeamletException incomplete(String part) {
        return new BeamletException(
                ErrorCode.BROKER_UNREACHABLE,
                "the broker's configuration '%s/config.json' lacks its %s"
                        .formatted(folder.path(), part),
                "restore config.json from a backup, or move the folder away to start empty");
    }

    private void active(ConfiguredObject<?> part, String name) {
        if (part.getState() != State.ACTIVE) {
            throw new BeamletException(
                    ErrorCode.BROKER_UNREACHABLE,
                    "the broker's %s in '%s' is %s".formatted(name, folder.path(), part.getState()),
                    "check that no other service uses this folder and that the disk has room; the"
                            + " service's log has the cause");
        }
    }
}

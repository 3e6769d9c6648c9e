package org.beamlet.cloud.userendpoint;

import java.time.Clock;
import java.time.Duration;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.endpoint.Endpoints;
import org.beamlet.cloud.endpoint.QueueAddresses;
import org.beamlet.cloud.endpoint.RegisteredEndpoint;
import org.beamlet.protocol.id.EndpointId;
import org.jboss.logging.Logger;

/** Has managers start user endpoints. */
final class Launcher {
    private static final Logger LOG = Logger.getLogger(Launcher.class);

    private final Clock clock;
    private final BrokerAdmin broker;
    private final Endpoints endpoints;
    private final UserEndpoints users;
    private final TakenTasks taken;
    private final ManagerLink link;
    private final Duration patience;

    /**
     * @param patience how long a start may take
     */
    Launcher(
            Clock clock,
            BrokerAdmin broker,
            Endpoints endpoints,
            UserEndpoints users,
            TakenTasks taken,
            ManagerLink link,
            Duration patience) {
        this.clock = clock;
        this.broker = broker;
        this.endpoints = endpoints;
        this.users = users;
        this.taken = taken;
        this.link = link;
        this.patience = patience;
    }

    Duration patience() {
        return patience;
    }

    boolean managerOnline(EndpointId manager) {
        return endpoints
                .find(manager)
                .map((RegisteredEndpoint known) -> known.online(clock.instant()))
                .orElse(false);
    }

    /** Sends the command, unless somebody else is about to; does not wait for what comes of it. */
    void start(UserEndpoint seen) {
        if (!users.claimStart(seen)) {
            return;
        }
        UserEndpointOrder order = seen.order();
        // What its former process took and did not finish is known only before the next one comes.
        taken.note(seen);
        broker.declareUserEndpoint(order.id());
        QueueAddresses queues =
                new QueueAddresses(order.id(), broker.userEndpointLogin(order.id()).url());
        link.command(order.manager(), StartCommand.of(order, queues), patience);
        LOG.infof(
                "user endpoint start asked endpoint=%s manager=%s user=%s",
                order.id(), order.manager(), order.user().name());
    }
}

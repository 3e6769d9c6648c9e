package org.beamlet.cloud.userendpoint;

import java.time.Clock;
import java.time.Duration;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.endpoint.Endpoints;
import org.beamlet.cloud.store.Store;
import org.beamlet.cloud.task.Failures;
import org.beamlet.cloud.task.ReadyEndpoint;

/** Starts user endpoints for submissions and looks after them. */
public final class ManagedEndpoints implements AutoCloseable {
    private final ReadyEndpoint starts;
    private final UserEndpointKeeper keeper;

    /**
     * @param patience how long a start may take
     */
    public ManagedEndpoints(
            Store store,
            Clock clock,
            BrokerAdmin broker,
            Endpoints endpoints,
            Failures failures,
            ManagerLink link,
            HeartbeatBell bell,
            Duration patience) {
        UserEndpoints users = new UserEndpoints(store, clock, broker);
        TakenTasks taken = new TakenTasks(store, clock, broker, link, failures);
        Launcher launcher = new Launcher(clock, broker, endpoints, users, taken, link, patience);
        this.starts = new UserEndpointStarts(clock, users, launcher, bell);
        this.keeper = new UserEndpointKeeper(clock, broker, users, launcher, taken, failures);
    }

    public ReadyEndpoint readyEndpoint() {
        return starts;
    }

    public void start() {
        keeper.start();
    }

    @Override
    public void close() {
        keeper.close();
    }
}

package org.beamlet.cloud.service;

import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.endpoint.Endpoints;
import org.beamlet.cloud.endpoint.RegisteredEndpoint;
import org.beamlet.cloud.task.Outbox;
import org.beamlet.protocol.amqp.AmqpNames;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.id.EndpointId;
import org.jboss.logging.Logger;

/**
 * Makes the queues of living endpoints again where they vanished, as after a broker was replaced,
 * and has the tasks published again that were in them.
 */
final class QueueRepair {
    private static final Logger LOG = Logger.getLogger(QueueRepair.class);

    /** An endpoint that was heard of so recently should be able to take tasks. */
    private static final Duration ALIVE = Duration.ofHours(1);

    private final BrokerAdmin broker;
    private final Endpoints endpoints;
    private final Outbox outbox;
    private final Clock clock;
    private final Runnable restored;

    /**
     * @param restored called where there are tasks to publish again
     */
    QueueRepair(
            BrokerAdmin broker,
            Endpoints endpoints,
            Outbox outbox,
            Clock clock,
            Runnable restored) {
        this.broker = broker;
        this.endpoints = endpoints;
        this.outbox = outbox;
        this.clock = clock;
        this.restored = restored;
    }

    /** Looks at each once; a broker that is away is none that lost its queues. */
    void once() {
        for (EndpointId endpoint : endpoints.heardOfSince(clock.instant().minus(ALIVE))) {
            try {
                endpoints.find(endpoint).ifPresent(this::look);
            } catch (BeamletException e) {
                LOG.debugf("queue not looked at endpoint=%s reason=%s", endpoint, e.what());
                return;
            }
        }
    }

    private void look(RegisteredEndpoint endpoint) {
        EndpointId id = endpoint.id();
        switch (endpoint.kind()) {
            case AGENT -> repair(id, AmqpNames.taskQueue(id), broker::declareEndpoint);
            case USER -> repair(id, AmqpNames.taskQueue(id), broker::declareUserEndpoint);
            case MANAGER -> repair(id, AmqpNames.commandQueue(id), broker::declareManager);
        }
    }

    private void repair(EndpointId endpoint, String queue, Consumer<EndpointId> declare) {
        if (broker.depth(queue) >= 0) {
            return;
        }
        declare.accept(endpoint);
        int tasks = outbox.restore(endpoint);
        LOG.warnf("queue had vanished endpoint=%s tasks_published_again=%d", endpoint, tasks);
        restored.run();
    }
}

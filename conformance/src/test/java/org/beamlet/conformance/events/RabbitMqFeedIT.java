package org.beamlet.conformance.events;

import java.util.Objects;
import org.beamlet.conformance.broker.RabbitMqPeer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;

/** RabbitMQ with its plug-in for AMQP 1.0. */
@Tag("events")
class RabbitMqFeedIT extends FeedContract {
    private static @Nullable RabbitMqPeer broker;
    private static boolean stopped;

    @Override
    FeedPeer peer() throws Exception {
        RabbitMqPeer known = broker;
        if (known == null) {
            known = RabbitMqPeer.running();
            broker = known;
        }
        if (stopped) {
            known.start();
            stopped = false;
        }
        return new FeedPeer(
                known.service().host(),
                known.service().port(),
                known.service().user(),
                known.service().password(),
                "/queue/beamlet.task-events");
    }

    @Override
    void stopPeer() throws Exception {
        Objects.requireNonNull(broker).stop();
        stopped = true;
    }

    @AfterAll
    static void restart() throws Exception {
        if (stopped) {
            Objects.requireNonNull(broker).start();
            stopped = false;
        }
    }
}

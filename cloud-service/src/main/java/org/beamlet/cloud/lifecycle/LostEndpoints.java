package org.beamlet.cloud.lifecycle;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.beamlet.cloud.endpoint.EndpointLife;
import org.beamlet.cloud.endpoint.EndpointLives;
import org.beamlet.cloud.task.OpenTask;
import org.beamlet.cloud.task.OpenTasks;
import org.jboss.logging.Logger;

/**
 * Takes the tasks that an endpoint had taken on from it once its lease is over. What still waits in
 * its queue goes on waiting there, unless it belongs to a group.
 */
final class LostEndpoints {
    private static final Logger LOG = Logger.getLogger(LostEndpoints.class);

    private final EndpointLives lives;
    private final OpenTasks tasks;
    private final LostTasks lost;
    private final Clock clock;

    LostEndpoints(EndpointLives lives, OpenTasks tasks, LostTasks lost, Clock clock) {
        this.lives = lives;
        this.tasks = tasks;
        this.lost = lost;
        this.clock = clock;
    }

    /**
     * @param listening since when the service could have heard of endpoints
     */
    void sweep(Instant listening) {
        Instant now = clock.instant();
        for (EndpointLife life : lives.busy()) {
            Duration silence = life.silence(now, listening);
            if (life.offline(now, listening) && silence.compareTo(life.lease()) >= 0) {
                take(life, silence);
            }
        }
    }

    private void take(EndpointLife life, Duration silence) {
        List<OpenTask> taken = tasks.takenAt(life.id());
        if (taken.isEmpty() || !lives.fence(life)) {
            return;
        }
        String why =
                "endpoint '%s' was not heard of for %s"
                        .formatted(life.name(), Durations.words(silence));
        LOG.warnf("endpoint lost endpoint=%s tasks=%d %s", life.id(), taken.size(), why);
        lost.handle(taken, life.id(), why, limit(life));
    }

    private static String limit(EndpointLife life) {
        return life.isBeamlet()
                ? "agent_lost_after in its config.yaml is " + Durations.words(life.lease())
                : "three of its heartbeat periods are " + Durations.words(life.lease());
    }
}

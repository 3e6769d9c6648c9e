package org.beamlet.cloud.lifecycle;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.beamlet.cloud.task.OldTasks;
import org.beamlet.cloud.task.OpenTask;
import org.beamlet.cloud.task.OpenTasks;
import org.beamlet.protocol.error.ErrorCode;
import org.jboss.logging.Logger;

/** Ends tasks that nobody ran for too long, and forgets those that ended long ago. */
final class Expiry {
    private static final Logger LOG = Logger.getLogger(Expiry.class);

    private final OpenTasks open;
    private final OldTasks old;
    private final LifecycleSettings settings;
    private final Clock clock;

    Expiry(OpenTasks open, OldTasks old, LifecycleSettings settings, Clock clock) {
        this.open = open;
        this.old = old;
        this.settings = settings;
        this.clock = clock;
    }

    void sweep() {
        Instant now = clock.instant();
        List<OpenTask> idle = open.idleSince(now.minus(settings.taskTtl()));
        if (!idle.isEmpty()) {
            open.fail(
                    idle,
                    ErrorCode.TASK_EXPIRED,
                    "nothing has happened with the task for %s; see that its endpoint is online and"
                                    .formatted(Durations.words(settings.taskTtl()))
                            + " submit it again");
            LOG.infof("tasks expired tasks=%d", idle.size());
        }
        int forgotten = old.forget(now.minus(settings.keepTasks()));
        if (forgotten > 0) {
            LOG.infof("old tasks forgotten tasks=%d", forgotten);
        }
    }
}

package org.beamlet.cloud.task;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.protocol.id.TaskGroupId;
import org.jboss.logging.Logger;

/** The result streams of task groups: clients consume them and never declare them. */
public final class Streams {
    private static final Logger LOG = Logger.getLogger(Streams.class);
    private static final int REMEMBERED = 10_000;

    private final BrokerAdmin broker;
    private final Set<TaskGroupId> declared = ConcurrentHashMap.newKeySet();

    public Streams(BrokerAdmin broker) {
        this.broker = broker;
    }

    /** Declares a stream, or fails. */
    public void declare(UUID owner, TaskGroupId group) {
        broker.declareStream(owner, group);
        if (declared.size() >= REMEMBERED) {
            declared.clear();
        }
        declared.add(group);
    }

    /** Declares all of them again when they are asked for next. */
    public void forget() {
        declared.clear();
    }

    /**
     * Declares a stream if the broker is there. If it is not, the tasks are accepted all the same:
     * nobody can listen now, and the first result declares it.
     */
    void declareSoon(UUID owner, TaskGroupId group) {
        if (declared.contains(group)) {
            return;
        }
        try {
            declare(owner, group);
        } catch (RuntimeException e) {
            // Whatever it is: the tasks are in the store, and an error would have them sent again.
            LOG.warnf("stream not declared yet group=%s reason=%s", group, e.getMessage());
        }
    }
}

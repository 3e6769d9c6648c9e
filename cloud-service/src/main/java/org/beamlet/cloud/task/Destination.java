package org.beamlet.cloud.task;

import org.beamlet.protocol.id.EndpointId;
import org.jspecify.annotations.Nullable;

/**
 * Where a new task goes.
 *
 * @param endpoint the group's id while none of its endpoints can take the task
 * @param group of endpoints that it was submitted to; null where to one endpoint
 * @param roots names of the data roots that it needs, as they are stored
 * @param waitsFor why no endpoint can take it now; null where one can
 */
record Destination(
        NewTask task,
        EndpointId endpoint,
        @Nullable EndpointId group,
        @Nullable String roots,
        @Nullable String waitsFor) {
    boolean waits() {
        return waitsFor != null;
    }
}

package org.beamlet.client.stream;

import org.beamlet.protocol.id.TaskGroupId;
import org.beamlet.protocol.rest.StreamAddress;

/** Opens streams. */
@FunctionalInterface
public interface ResultStreams {
    /**
     * Opens the stream of a task group.
     *
     * @throws org.beamlet.protocol.error.BeamletException with code BROKER_UNREACHABLE
     */
    ResultStream open(StreamAddress address, TaskGroupId group, StreamListener listener);
}

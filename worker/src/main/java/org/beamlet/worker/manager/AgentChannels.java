package org.beamlet.worker.manager;

import io.grpc.ManagedChannel;

/** Opens channels to the agent that it will accept. */
interface AgentChannels {
    /** Above the largest result and the largest batch of tasks. */
    int MAX_MESSAGE = 64 * 1024 * 1024;

    ManagedChannel open(AgentAddress agent);
}

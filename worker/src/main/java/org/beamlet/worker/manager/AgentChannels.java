package org.beamlet.worker.manager;

import io.grpc.ManagedChannel;
import java.util.function.Supplier;

/** Opens channels to the agent that it will accept. */
interface AgentChannels {
    /**
     * Opens a channel for a session.
     *
     * @throws AgentUnreachableException if it is worth another try
     * @throws org.beamlet.protocol.error.BeamletException if it is not
     */
    ManagedChannel open(AgentAddress agent);

    static AgentChannels of(BlockFile block, NodeFacts facts, Supplier<NodeKey> key) {
        String authority = block.caCertificate();
        return authority == null
                ? new PlainChannels()
                : new TlsChannels(
                        authority, new Enrolment(block.blockId(), block.secret(), facts, key));
    }
}

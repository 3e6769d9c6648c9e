package org.beamlet.worker.manager;

import io.grpc.ManagedChannel;
import io.grpc.okhttp.OkHttpChannelBuilder;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Channels without TLS, for tests: to this machine only. */
final class PlainChannels implements AgentChannels {
    private final Transport transport = new Transport();

    @Override
    public ManagedChannel open(AgentAddress agent) {
        if (!agent.loopback()) {
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "the block file has no ca_certificate for the agent at %s".formatted(agent),
                    "start the block through the endpoint, which writes one");
        }
        return transport.channel(
                OkHttpChannelBuilder.forAddress(agent.host(), agent.port()).usePlaintext());
    }
}

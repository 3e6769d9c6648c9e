package org.beamlet.worker.manager;

import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.security.GeneralSecurityException;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Channels over mutual TLS. The first enrols: it exchanges the block's secret for a certificate,
 * with which this manager comes back until the block ends.
 */
final class TlsChannels implements AgentChannels {
    private final String authority;
    private final Enrolment enrolment;
    private @Nullable ManagerCertificate certificate;

    /**
     * Takes what both sides trust.
     *
     * @param authority the agent's CA, PEM
     */
    TlsChannels(String authority, Enrolment enrolment) {
        this.authority = authority;
        this.enrolment = enrolment;
    }

    @Override
    public synchronized ManagedChannel open(AgentAddress agent) {
        ManagerCertificate own = certificate;
        if (own == null) {
            own = enrol(agent);
            certificate = own;
        }
        return channel(agent, trusting().keyManager(own));
    }

    private ManagerCertificate enrol(AgentAddress agent) {
        ManagedChannel channel = channel(agent, trusting());
        try {
            return enrolment.with(agent, channel);
        } finally {
            channel.shutdownNow();
        }
    }

    private TlsChannelCredentials.Builder trusting() {
        try {
            return TlsChannelCredentials.newBuilder()
                    .trustManager(Certificates.trusting(authority));
        } catch (GeneralSecurityException | IOException e) {
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "the block's ca_certificate cannot be used (%s)".formatted(e.getMessage()),
                    "start the block through the endpoint, which writes it as PEM",
                    e);
        }
    }

    private static ManagedChannel channel(
            AgentAddress agent, TlsChannelCredentials.Builder credentials) {
        return Grpc.newChannelBuilderForAddress(agent.host(), agent.port(), credentials.build())
                .directExecutor()
                .maxInboundMessageSize(MAX_MESSAGE)
                .build();
    }
}

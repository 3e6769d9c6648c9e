package org.beamlet.worker.manager;

import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.grpc.okhttp.OkHttpChannelBuilder;
import java.io.IOException;
import java.security.GeneralSecurityException;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Channels over TLS. On the first the block's secret is exchanged for a certificate; the agent
 * knows that connection from then on. With the certificate the manager comes back on others, until
 * the block ends.
 */
final class TlsChannels implements AgentChannels {
    private final String authority;
    private final Enrolment enrolment;
    private final Transport transport = new Transport();
    private @Nullable OwnCertificate certificate;

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
        OwnCertificate own = certificate;
        return own == null ? enrolled(agent) : channel(agent, trusting().keyManager(own));
    }

    private ManagedChannel enrolled(AgentAddress agent) {
        ManagedChannel channel = channel(agent, trusting());
        try {
            certificate = enrolment.with(agent, channel);
            return channel;
        } finally {
            if (certificate == null) {
                channel.shutdownNow();
            }
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

    private ManagedChannel channel(AgentAddress agent, TlsChannelCredentials.Builder credentials) {
        return transport.channel(
                OkHttpChannelBuilder.forAddress(agent.host(), agent.port(), credentials.build()));
    }
}

package org.beamlet.worker.manager;

import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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
        try {
            return channel(
                    agent,
                    trusting().keyManager(stream(own.chainPem()), stream(own.privateKeyPem())));
        } catch (IOException e) {
            throw unusable(e);
        }
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
            return TlsChannelCredentials.newBuilder().trustManager(stream(authority));
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private static ManagedChannel channel(
            AgentAddress agent, TlsChannelCredentials.Builder credentials) {
        return Grpc.newChannelBuilderForAddress(agent.host(), agent.port(), credentials.build())
                .directExecutor()
                .maxInboundMessageSize(MAX_MESSAGE)
                .build();
    }

    private static BeamletException unusable(IOException e) {
        return new BeamletException(
                ErrorCode.CONFIG_INVALID,
                "a certificate of the block cannot be used (%s)".formatted(e.getMessage()),
                "start the block through the endpoint, which writes ca_certificate as PEM",
                e);
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }
}
